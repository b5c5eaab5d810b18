import type Stripe from 'stripe';

type HttpClient = Stripe.HttpClient;
type MakeRequest = HttpClient['makeRequest'];

/** Lets a call to Stripe begin, or refuses it with `NotSent`; learns from what became of it. */
export interface CallGuard {
  run<T>(call: () => Promise<T>, isFailure: (answer: T) => boolean): Promise<T>;
}

/**
 * The SDK's HTTP client, with one request a call. Left alone the SDK sends a request again whose connection was closed,
 * whatever number of retries it is told; when the second try is refused, nobody would know of the first. With one try,
 * an error says what is known of all that was sent.
 */
export class SingleTryHttpClient implements HttpClient {
  constructor(
    private readonly inner: HttpClient,
    private readonly guard: CallGuard,
  ) {}

  getClientName(): string {
    return this.inner.getClientName();
  }

  async makeRequest(...request: Parameters<MakeRequest>): ReturnType<MakeRequest> {
    return this.guard.run(
      async () => {
        try {
          return await this.inner.makeRequest(...request);
        } catch (error) {
          // Without its code, by which the SDK decides to send it again; `cause` keeps it.
          throw new Error('Stripe did not answer', { cause: error });
        }
      },
      (response) => response.getStatusCode() >= 500,
    );
  }
}
