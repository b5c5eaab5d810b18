import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { contextOf, type PlatformRequest } from '../request-context.js';
import type { RequestKey } from './request-key.js';

export type { RequestKey } from './request-key.js';

/** The key of a write: `@IdempotencyKey() key: RequestKey`. The document names the header on every write. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): RequestKey => {
  const key = contextOf(context.switchToHttp().getRequest<PlatformRequest>())?.requestKey;
  if (!key) throw new Error('This route is not known as a write, so it has no idempotency key');
  return key;
});
