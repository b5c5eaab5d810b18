/** The services of the platform that may be asked over HTTP. */
export const PLATFORM_SERVICES = ['product', 'wallet', 'payment', 'subscription'] as const;
export type PlatformService = (typeof PLATFORM_SERVICES)[number];
