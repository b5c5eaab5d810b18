import { RouteCounts } from './route-counts.js';

/** For requests that no route had yet when they were answered: refused at the edge, or no route has their path. */
const NO_ROUTE = 'none';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const OTHER_METHOD = 'other';

/**
 * Counts requests by the template of their route and never by their path, so that there are as many series as routes
 * whatever clients ask for.
 */
export class HttpCounts {
  private readonly routes = new Map<string, RouteCounts>();

  /** The counts of a route. A HEAD request counts as the GET that answers it. */
  ofRoute(method: string, route: string): RouteCounts {
    const name = `${method} ${route}`;
    const known = this.routes.get(name);
    if (known !== undefined) return known;
    const counts = new RouteCounts(method, route);
    this.routes.set(name, counts);
    return counts;
  }

  withoutRoute(method: string | undefined): RouteCounts {
    return this.ofRoute(METHODS.has(method ?? '') ? (method as string) : OTHER_METHOD, NO_ROUTE);
  }

  all(): Iterable<RouteCounts> {
    return this.routes.values();
  }
}
