/** What was asked and answered, by route. */
export interface RouteTraffic {
  asked: number;
  /** By status; a request that got no answer is in none. */
  readonly answered: Record<string, number>;
}

/** Counts requests by route as written (`POST /api/v1/wallets/{wallet_id}/consume`); unknown paths under one name. */
export class Traffic {
  private readonly routes = new Map<string, RouteTraffic>();

  asked(route: string): void {
    this.of(route).asked++;
  }

  answered(route: string, status: number): void {
    const { answered } = this.of(route);
    answered[status] = (answered[status] ?? 0) + 1;
  }

  counts(): Record<string, RouteTraffic> {
    return Object.fromEntries(this.routes);
  }

  reset(): void {
    this.routes.clear();
  }

  private of(route: string): RouteTraffic {
    let traffic = this.routes.get(route);
    if (!traffic) this.routes.set(route, (traffic = { asked: 0, answered: {} }));
    return traffic;
  }
}
