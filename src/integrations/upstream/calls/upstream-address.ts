/** Where an upstream is. */
export interface UpstreamAddress {
  /** The base URL for the next call, without a slash at its end; null while nobody knows one. */
  next(): string | null;
}

/** The one that the configuration names. */
export class FixedAddress implements UpstreamAddress {
  private readonly url: string;

  constructor(url: string) {
    this.url = url.replace(/\/+$/, '');
  }

  next(): string {
    return this.url;
  }
}
