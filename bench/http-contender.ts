import http from 'node:http';
import { PRODUCT_ID, SERVICE_TYPE, USAGE_AMOUNT, USAGE_DETAILS, type Contender } from './contender.js';

/** `POST usage/record` of a service that runs as a process of its own, over kept-alive connections. */
export class HttpContender implements Contender {
  readonly name = 'service over HTTP';
  readonly note = 'POST /api/v1/usage/record to the built service, its own process';
  private readonly agent: http.Agent;
  private readonly url: URL;

  constructor(
    baseUrl: string,
    callers: number,
    private readonly stopService: () => Promise<void>,
  ) {
    this.url = new URL('/api/v1/usage/record', baseUrl);
    this.agent = new http.Agent({ keepAlive: true, maxSockets: callers });
  }

  async charge(userId: string, key: string): Promise<void> {
    const body = JSON.stringify({
      user_id: userId,
      product_id: PRODUCT_ID,
      service_type: SERVICE_TYPE,
      usage_amount: USAGE_AMOUNT,
      usage_details: USAGE_DETAILS,
      billing_method: 'wallet_deduction',
    });
    const status = await this.post(body, key);
    if (status !== 200) throw new Error(`usage/record answered ${status}`);
  }

  close(): Promise<void> {
    this.agent.destroy();
    return this.stopService();
  }

  /** `node:http` and not `fetch`, whose own cost on this side would be a good part of the figure. */
  private post(body: string, key: string): Promise<number> {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': key,
    };
    return new Promise((resolve, reject) => {
      const request = http.request(this.url, { method: 'POST', agent: this.agent, headers }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
