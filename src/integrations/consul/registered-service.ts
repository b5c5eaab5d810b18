import type { ConsulConfig } from '../../config/integrations-config.js';

/** A service as Consul's agent registers it (`PUT /v1/agent/service/register`). */
export interface RegisteredService {
  readonly ID: string;
  readonly Name: string;
  readonly Address: string;
  readonly Port: number;
  readonly Tags: readonly string[];
  readonly Meta: Readonly<Record<string, string>>;
  readonly Check: Readonly<Record<string, string>>;
}

/** Critical for so long, the agent forgets a service: a process that was killed cannot say good-bye. */
const FORGET_AFTER = '10m';
const HTTP_CHECK = { Interval: '10s', Timeout: '5s' };

/** The same process started again has the same id, and so takes the place of the one before. */
export function registeredService(
  config: ConsulConfig,
  port: number,
  version: string,
  ttlMs: number,
): RegisteredService {
  const { serviceName, address } = config;
  return {
    ID: `${serviceName}-${address}-${port}`,
    Name: serviceName,
    Address: address,
    Port: port,
    Tags: ['billing', 'http'],
    Meta: { version, info: '/api/v1/info', health: '/health/detailed' },
    Check: {
      Name: `${serviceName} is well`,
      DeregisterCriticalServiceAfter: FORGET_AFTER,
      ...(config.check === 'ttl'
        ? { TTL: `${ttlMs}ms` }
        : { HTTP: `http://${inUrl(address)}:${port}/health/detailed`, ...HTTP_CHECK }),
    },
  };
}

/** An IPv6 address stands in brackets there. */
export function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
