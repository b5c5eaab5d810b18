import type { ServerResponse } from 'node:http';
import type { EdgeRequest } from '../request-context.js';

/**
 * What Nest made of a controller's method: its guards and pipes, the method, the answer, the filters. It answers every
 * request that it is given, failures too.
 */
export type RouteHandler = (request: EdgeRequest, response: ServerResponse, next: () => void) => unknown;

/** A path with parameters or wildcards, in Express's or Fastify's way of writing them. */
const PATTERN = /[:*{}()]/;
const NOTHING: Readonly<Record<string, never>> = Object.freeze({});

/**
 * The POST routes whose path has no parameters, found by the letter and without a framework's router. A request that
 * says the same in other letters (a query, a slash at the end, capitals) is not found here and goes the long way, to
 * the same handler. Nest registers routes by specificity, so none with parameters could have taken the path.
 */
export class ExactRoutes {
  private readonly handlers = new Map<string, RouteHandler>();

  learn(path: string, handler: RouteHandler): void {
    if (!PATTERN.test(path)) this.handlers.set(path, handler);
  }

  /** The handler of the request, which is made ready for it; undefined where the framework is to find one. */
  find(request: EdgeRequest): RouteHandler | undefined {
    if (request.method !== 'POST') return undefined;
    const handler = this.handlers.get(request.url as string);
    if (handler !== undefined) request.params = request.query = NOTHING;
    return handler;
  }
}
