/** A line and when it was written, epoch milliseconds. */
export interface LogLine {
  readonly at: number;
  readonly level: string;
  readonly text: string;
}

export interface LokiAddress {
  /** Without a path of its own, or the push route itself. A user and password in it are sent as Basic credentials. */
  readonly url: string;
  readonly tenant: string | null;
}

/** What became of a push: taken, refused for good (sending it again would change nothing), or to be sent again. */
export type PushOutcome = 'taken' | 'refused' | 'failed';

const PUSH_PATH = '/loki/api/v1/push';

/** Loki's push API over HTTP: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs */
export class LokiPush {
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    { url, tenant }: LokiAddress,
    /** Few and fixed: each combination of values is a stream that Loki keeps apart. */
    private readonly labels: Readonly<Record<string, string>>,
    private readonly timeoutMs: number,
  ) {
    const address = new URL(url);
    const credentials = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
    this.headers = {
      'Content-Type': 'application/json',
      ...(address.username !== '' && {
        Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
      ...(tenant !== null && { 'X-Scope-OrgID': tenant }),
    };
    address.username = address.password = '';
    const base = address.href.replace(/\/+$/, '');
    this.url = base.endsWith(PUSH_PATH) ? base : base + PUSH_PATH;
  }

  /** Never throws. `reason` says what was wrong. */
  async send(
    lines: readonly LogLine[],
    stop: AbortSignal,
  ): Promise<{ outcome: PushOutcome; reason: string }> {
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: this.headers,
        body: JSON.stringify({ streams: this.streamsOf(lines) }),
        signal: AbortSignal.any([stop, AbortSignal.timeout(this.timeoutMs)]),
        redirect: 'error',
      });
      await answer.body?.cancel();
      return { outcome: outcomeOf(answer.status), reason: `status ${answer.status}` };
    } catch (error) {
      return { outcome: 'failed', reason: reasonOf(error) };
    }
  }

  private streamsOf(lines: readonly LogLine[]) {
    const streams = new Map<string, [nanoseconds: string, line: string][]>();
    for (const { level, at, text } of lines) {
      const value: [string, string] = [`${at}000000`, text];
      const own = streams.get(level);
      if (own) own.push(value);
      else streams.set(level, [value]);
    }
    return [...streams].map(([level, values]) => ({ stream: { ...this.labels, level }, values }));
  }
}

function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return 'taken';
  return status === 429 || status >= 500 ? 'failed' : 'refused';
}

/** `fetch` says only "fetch failed"; the reason is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
