import type { Checkout } from '../against/checkout.js';
import type { Platform } from './platforms.js';

interface Named {
  readonly name: string;
  readonly note: string;
}

export type Validation = 'validated' | 'unchecked';

/** How the tables call the servers, and what they are. */
export const NAMES = {
  service(platform: Platform, checkout?: Checkout): Named {
    const name = `service${checkout?.label ?? ''}, ${platform}`;
    return {
      name,
      note: `${name}: the built service, its own process; every answer a committed charge`,
    };
  },
  nothing(platform: Platform, validation: Validation): Named {
    const name = `Nest ${platform}, does nothing, ${validation}`;
    const pipe = validation === 'validated' ? 'checked by Nest’s ValidationPipe' : 'not checked';
    return {
      name,
      note: `${name}: a default Nest application with the same DTO, ${pipe}; answers a constant`,
    };
  },
  node: {
    name: 'node:http, does nothing',
    note: 'node:http, does nothing: parses the JSON, answers the same JSON, for scale',
  },
} as const;
