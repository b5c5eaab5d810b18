import { inUrl } from './registered-service.js';

/** More would not be any safer. */
export const MAX_INSTANCES = 256;

/** Base URLs out of an answer of `GET /v1/health/service/…`; what is not in its shape is left out. */
export function instancesIn(body: unknown): string[] {
  if (!Array.isArray(body)) return [];
  const urls = body.map(urlOf).filter((url) => url !== null);
  return [...new Set(urls)].slice(0, MAX_INSTANCES);
}

/** A service without an address of its own is on its node's. Numbers of upstreams are text here. */
function urlOf(entry: unknown): string | null {
  const { Service: service, Node: node } = (entry ?? {}) as Record<
    string,
    Record<string, unknown> | undefined
  >;
  const address = [service?.Address, node?.Address].find(isAddress);
  const port = Number(service?.Port);
  if (address === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  return `http://${inUrl(address)}:${port}`;
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]+$/.test(value);
}
