import { describe, expect, it } from '@jest/globals';
import { callContextOf } from '../../../src/integrations/upstream/calls/call-context.js';
import { RequestContext } from '../../../src/http/request-context.js';
import { answerJson, ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { clientOf, DEDUCT, endsWithTest, patience, upstreamWith } from './upstream-suite.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** The context of a request that really arrived with these headers. */
async function contextOfRequest(headers: Record<string, string>) {
  const contexts: RequestContext[] = [];
  const server = await ScriptedUpstream.start((_, response) => {
    contexts.push(new RequestContext('req-1', response));
    response.end();
  });
  endsWithTest(() => server.stop());
  await fetch(server.url, { headers });
  return callContextOf(contexts[0] as RequestContext);
}

describe('what goes over the wire', () => {
  it('is the call as it was told, as JSON, below the path of the base URL', async () => {
    const { upstream } = await upstreamWith((_, response) => answerJson(response, 200, '{}'));
    const client = clientOf(`${upstream.url}/gateway/wallet/`);
    await client.send(
      { ...DEDUCT, query: { a: 'x y&z', n: 3, none: null, absent: undefined }, headers: { 'x-secret': 's' } },
      patience(),
    );
    await client.ask({ method: 'GET', path: '/api/v1/wallets', query: { user_id: 'ü' } });
    const [sent, asked] = upstream.requests;
    expect(sent).toMatchObject({
      method: 'POST',
      url: '/gateway/wallet/api/v1/wallets/w1/consume?a=x+y%26z&n=3',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-secret': 's' },
    });
    expect(JSON.parse(sent?.body ?? '')).toEqual(DEDUCT.body);
    expect(asked).toMatchObject({
      method: 'GET',
      url: '/gateway/wallet/api/v1/wallets?user_id=%C3%BC',
      body: '',
    });
    expect(asked?.headers).not.toHaveProperty('content-type');
  });

  it("carries the request's id and trace context", async () => {
    const context = await contextOfRequest({ traceparent: TRACEPARENT, tracestate: 'a=1,b=2' });
    const { client, upstream } = await upstreamWith((_, response) => answerJson(response, 200, '{}'));
    await client.send({ ...DEDUCT, context }, patience());
    expect(upstream.requests[0]?.headers).toMatchObject({
      'x-request-id': 'req-1',
      traceparent: TRACEPARENT,
      tracestate: 'a=1,b=2',
    });
  });

  it('carries no trace context that is none', async () => {
    const context = await contextOfRequest({ traceparent: 'nonsense', tracestate: 'a=1' });
    expect(context).toEqual({ requestId: 'req-1', traceparent: null, tracestate: null });
  });

  it('carries an id of its own where there is no request, the same in each try of a question', async () => {
    const { client, upstream } = await upstreamWith((_, response, n) =>
      answerJson(response, n === 1 ? 503 : 200, '{}'),
    );
    await client.ask({ method: 'GET', path: '/' });
    await client.ask({ method: 'GET', path: '/' });
    const [first, second, third] = upstream.requests.map(({ headers }) => headers['x-request-id']);
    expect(first).toMatch(/^[\da-f-]{36}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('reuses connections, and never has more than its bound', async () => {
    const { client, upstream } = await upstreamWith((_, response) => answerJson(response, 200, '{}'), {
      connections: 3,
      queueLimit: 100,
    });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 30 }, () => client.send(DEDUCT, patience())));
    }
    expect(upstream.arrived).toBe(90);
    expect(upstream.connections).toBeLessThanOrEqual(3);
  });
});
