/** What stands beside the platform's services and runs in the process of `npm run upstreams` itself. */
export interface Companion {
  /** What it is and where, for whoever started it. */
  readonly line: string;
  /** By which the service uses it. */
  readonly variables: string;
  readonly stop: () => Promise<void>;
}
