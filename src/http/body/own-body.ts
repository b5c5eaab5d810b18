/** Routes whose handler reads the body itself, because it may be a stream. */
const OWN_BODY = /\/usage\/record\/batch\/?$/;

export function readsOwnBody(path: string): boolean {
  return OWN_BODY.test(path);
}
