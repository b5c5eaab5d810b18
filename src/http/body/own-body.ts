/** Routes whose handler reads the body itself, because it may be a stream. */
const OWN_BODY = /\/usage\/record\/batch\/?$/;

export function readsOwnBody(path: string): boolean {
  return OWN_BODY.test(path);
}

/** Routes whose handler needs the body as it came, byte for byte: somebody has signed it. */
const SIGNED_BODY = /^\/api\/v1\/webhooks\//i;

export function readsSignedBody(path: string): boolean {
  return SIGNED_BODY.test(path);
}
