import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeConsulAgent } from '../../../upstreams/consul/fake-consul-agent.js';
import { milliseconds } from '../../../upstreams/consul/go-duration.js';
import { waitUntil } from '../../support/wait-until.js';

let agent: FakeConsulAgent;

afterEach(() => agent.stop());

async function start(token: string | null = null): Promise<void> {
  agent = await FakeConsulAgent.start({ token });
}

async function call(method: string, path: string, body?: object, token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { 'X-Consul-Token': token };
  const answer = await fetch(`${agent.url}${path}`, {
    method,
    headers,
    body: body ? JSON.stringify(body) : null,
  });
  const text = await answer.text();
  const index = Number(answer.headers.get('X-Consul-Index'));
  return { status: answer.status, text, index, headers: answer.headers };
}

const put = (path: string, body?: object, token?: string) => call('PUT', path, body, token);
const WALLET = { ID: 'w1', Name: 'wallet_service', Address: '10.0.0.1', Port: 8208, Check: { TTL: '15s' } };

async function passing(query = ''): Promise<{ ids: string[]; index: number }> {
  const { text, index } = await call('GET', `/v1/health/service/wallet_service?passing=true${query}`);
  const entries = JSON.parse(text) as { Service: { ID: string } }[];
  return { ids: entries.map(({ Service }) => Service.ID), index };
}

describe("the fake of Consul's agent", () => {
  it('shows a service once its check passes, until it fails or is taken out', async () => {
    await start();
    expect(await put('/v1/agent/service/register', WALLET)).toMatchObject({ status: 200, text: '' });
    expect((await passing()).ids).toEqual([]);
    expect(await put('/v1/agent/check/pass/service:w1?note=fine')).toMatchObject({ status: 200 });
    expect((await passing()).ids).toEqual(['w1']);
    await put('/v1/agent/check/warn/service:w1');
    expect((await passing()).ids).toEqual([]);
    await put('/v1/agent/check/pass/service:w1');
    await put('/v1/agent/service/deregister/w1');
    expect((await passing()).ids).toEqual([]);
  });

  it('does not know what is not registered', async () => {
    await start();
    const check = await put('/v1/agent/check/pass/service:w1');
    expect(check).toMatchObject({
      status: 404,
      text: expect.stringMatching(/^Unknown check ID "service:w1"/),
    });
    expect(await put('/v1/agent/service/deregister/w1')).toMatchObject({ status: 404 });
    expect(await call('GET', '/v1/agent/service/w1')).toMatchObject({ status: 404 });
    await put('/v1/agent/service/register', { Name: 'bare', Port: 1 });
    const noTtl = await put('/v1/agent/check/pass/service:bare');
    expect(noTtl).toMatchObject({ status: 404, text: expect.stringContaining('associated TTL') });
  });

  it.each([
    [{ ID: 'w1' }, 'Missing service name'],
    [{ ...WALLET, Port: '8208' }, 'Request decode error'],
    [{ ...WALLET, Check: { TTL: '15' } }, 'invalid duration'],
    [{ ...WALLET, Check: { HTTP: 'http://127.0.0.1:1' } }, 'Interval must be > 0'],
  ])('refuses the registration %j', async (body, says) => {
    await start();
    const answer = await put('/v1/agent/service/register', body);
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining(says) });
  });

  it('refuses writes without the token, and shows nothing to read', async () => {
    await start('secret');
    const denied = await put('/v1/agent/service/register', WALLET);
    expect(denied).toMatchObject({
      status: 403,
      text: expect.stringContaining("lacks permission 'service:write'"),
    });
    const unknown = await put('/v1/agent/service/register', WALLET, 'other');
    expect(unknown).toMatchObject({ status: 403, text: 'ACL not found' });
    expect((await put('/v1/agent/service/register', WALLET, 'secret')).status).toBe(200);
    await put('/v1/agent/check/pass/service:w1', undefined, 'secret');
    const seen = await call('GET', '/v1/health/service/wallet_service?passing=true');
    expect(seen).toMatchObject({ status: 200, text: '[]' });
    expect(seen.headers.get('X-Consul-Results-Filtered-By-ACLs')).toBe('true');
  });

  it('holds an answer back until something about the service is newer than the index', async () => {
    await start();
    await put('/v1/agent/service/register', WALLET);
    const { index } = await passing();
    let answered = false;
    const waiting = passing(`&index=${index}&wait=60s`).finally(() => (answered = true));
    await put('/v1/agent/service/register', { ...WALLET, ID: 'p1', Name: 'payment_service' });
    expect(answered).toBe(false);
    await put('/v1/agent/check/pass/service:w1');
    const newer = await waiting;
    expect(newer.ids).toEqual(['w1']);
    expect(newer.index).toBeGreaterThan(index);
    // Nothing happens: the time and a sixteenth of it, then the same index.
    expect(await passing(`&index=${newer.index}&wait=100ms`)).toEqual(newer);
  });

  it('makes a service critical when its TTL is over, and forgets it after the time it was told', async () => {
    await start();
    const Check = { TTL: '50ms', DeregisterCriticalServiceAfter: '200ms' };
    await put('/v1/agent/service/register', { ...WALLET, Check });
    await put('/v1/agent/check/pass/service:w1');
    await waitUntil('the TTL is over', () => agent.catalogue.find('w1')?.output === 'TTL expired');
    await waitUntil('it is forgotten', () => agent.catalogue.find('w1') === null);
  });

  it.each([
    ['15s', 15_000],
    ['1m30s', 90_000],
    ['15000ms', 15_000],
    ['10m', 600_000],
    ['15', null],
    ['', null],
  ])('reads the duration %s as Go does', async (text, ms) => {
    await start();
    expect(milliseconds(text)).toBe(ms);
  });
});
