import { Logger } from '@nestjs/common';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Edge } from '../edge.js';
import { HttpCounts } from '../metrics/http-counts.js';
import { contextOf, type EdgeRequest } from '../request-context.js';
import { ExactRoutes, type RouteHandler } from './exact-routes.js';

/** Express's or Fastify's application, as node's server knows it. */
type Framework = (request: EdgeRequest, response: ServerResponse) => void;

/**
 * Where every request comes in, whichever framework is behind: node's own server, the edge, and then either the exact
 * route that the request names or the framework.
 */
export class FrontDoor {
  readonly routes = new ExactRoutes();
  readonly counts = new HttpCounts();
  private readonly logger = new Logger(FrontDoor.name);
  private edge: Edge | null = null;

  /** From now on requests are let in. The edge needs the application, which needs the server. */
  open(edge: Edge): void {
    this.edge = edge;
  }

  /** The handler of a route, which from now on is counted as one. */
  counted(method: string, path: unknown, handler: unknown): RouteHandler {
    const route = this.counts.ofRoute(method, path as string);
    return (request, response, next) => {
      const context = contextOf(request);
      if (context !== null) context.route = route;
      return (handler as RouteHandler)(request, response, next);
    };
  }

  /** A server that is not listening yet. */
  serve(framework: Framework): Server {
    const receive = (request: EdgeRequest, response: ServerResponse): void => {
      this.edge?.receive(request, response, () => void this.dispatch(request, response, framework));
    };
    // Node would refuse these two by itself, without a word: the edge does the first, and an expectation that nobody
    // knows may be left out of account (RFC 9110, 10.1.1).
    return createServer({ requireHostHeader: false }, receive).on('checkExpectation', receive);
  }

  private async dispatch(
    request: EdgeRequest,
    response: ServerResponse,
    framework: Framework,
  ): Promise<void> {
    try {
      const handler = this.routes.find(request);
      if (handler === undefined) framework(request, response);
      else await handler(request, response, notNext);
    } catch (error) {
      // A handler answers its own failures: this one has failed at that.
      this.logger.error({ request_id: request.context?.requestId, err: error });
      response.destroy();
    }
  }
}

/** Express hands its handlers the way on to the next one; an exact route is the only one of its path. */
function notNext(): never {
  throw new Error('There is no further handler behind an exact route');
}
