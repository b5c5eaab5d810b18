import type { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import type { Handler } from '../fastapi/routes.js';

const JWT = /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/;

/** A write: only for internal services by their secret, for bearers of a token, or with an API key. */
export function authorized(secret: string, handler: Handler): Handler {
  return (asked) => {
    if (!isKnown(asked, secret)) throw new Refusal(401, 'User authentication required');
    return handler(asked);
  };
}

function isKnown({ headers }: Asked, secret: string): boolean {
  const isInternal =
    headers['x-internal-service'] === 'true' && headers['x-internal-service-secret'] === secret;
  return isInternal || JWT.test(headers.authorization ?? '') || Boolean(headers['x-api-key']);
}
