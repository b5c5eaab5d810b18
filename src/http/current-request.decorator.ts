import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { contextOf, type PlatformRequest, type RequestContext } from './request-context.js';

export type { RequestContext } from './request-context.js';

/**
 * The request that a handler works for, to say more of its answer than the body (response.ts). It is handed on and not
 * found by magic: `AsyncLocalStorage` makes every promise of the process dearer before Node 24.
 */
export const CurrentRequest = createParamDecorator(
  (_: unknown, context: ExecutionContext): RequestContext => {
    const found = contextOf(context.switchToHttp().getRequest<PlatformRequest>());
    if (found === null) throw new Error('The request did not come in by the front door');
    return found;
  },
);
