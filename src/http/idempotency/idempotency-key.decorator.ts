import { createParamDecorator } from '@nestjs/common';
import { currentRequest, type RequestKey } from '../../observability/request-context.js';

export type { RequestKey } from '../../observability/request-context.js';

/** The key of a write: `@IdempotencyKey() key: RequestKey`. The document names the header on every write. */
export const IdempotencyKey = createParamDecorator((): RequestKey => {
  const key = currentRequest()?.requestKey;
  if (!key) throw new Error('This route is not known as a write, so it has no idempotency key');
  return key;
});
