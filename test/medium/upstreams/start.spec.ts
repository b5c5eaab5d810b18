import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '../../support/wait-until.js';
import { UpstreamCalls } from '../../support/upstreams/upstream-calls.js';

const FREE_PORTS = ['product', 'wallet', 'payment', 'subscription'].flatMap((name) => [
  `--${name}-port`,
  '0',
]);
const START_TIMEOUT_MS = 60_000;

interface Run {
  readonly child: ChildProcess;
  output: string;
}

let started: ChildProcess | null = null;

afterEach(() => {
  if (started?.exitCode === null) started.kill('SIGKILL');
});

function run(...options: string[]): Run {
  const child = spawn(process.execPath, ['upstreams/run.mjs', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started = child;
  const state: Run = { child, output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (state.output += chunk));
  }
  return state;
}

const codeOf = async ({ child }: Run): Promise<unknown> => child.exitCode ?? (await once(child, 'exit'))[0];

const addressIn = (output: string, name: string): string =>
  new RegExp(`${name.toUpperCase()}_SERVICE_URL=(\\S+)`).exec(output)?.[1] ?? '';

describe('npm run upstreams', () => {
  it('starts all with demo data, says how the service uses them, and stops at Ctrl-C', async () => {
    const upstreams = run(...FREE_PORTS);
    await waitUntil('it is ready', () => upstreams.output.includes('Ctrl-C stops them'), START_TIMEOUT_MS);
    expect(upstreams.output).toMatch(/PAYMENT_CLIENT=http .*PAYMENT_SERVICE_SECRET=internal-secret/);
    expect(upstreams.output).toContain('UPSTREAM_GENERATION=v2 npm start');
    const wallet = new UpstreamCalls({ url: addressIn(upstreams.output, 'wallet') });
    expect((await wallet.get('/api/v1/wallets?user_id=user123')).body).toMatchObject({ count: 1 });
    const product = new UpstreamCalls({ url: addressIn(upstreams.output, 'product') });
    const body = { product_id: 'gpt-4o-mini', quantity: 1000 };
    expect((await product.post('/api/v1/pricing/calculate', body)).body).toMatchObject({
      unit_price: '3E-7',
    });
    const subscription = new UpstreamCalls({ url: addressIn(upstreams.output, 'subscription') });
    const balance = await subscription.get('/api/v1/subscriptions/credits/balance?user_id=user123');
    expect(balance.body).toMatchObject({ total_credits_available: 30_000_000 });
    const payment = new UpstreamCalls({ url: addressIn(upstreams.output, 'payment') });
    expect((await payment.get('/health')).status).toBe(200);
    upstreams.child.kill('SIGINT');
    expect(await codeOf(upstreams)).toBe(0);
    await expect(wallet.get('/health')).rejects.toThrow('fetch failed');
    await expect(payment.get('/health')).rejects.toThrow('fetch failed');
  });

  it('adds Stripe and a Consul agent that knows the others', async () => {
    const companions = ['--stripe', '--stripe-port', '0', '--consul', '--consul-port', '0'];
    const upstreams = run(...FREE_PORTS, '--only', 'wallet,payment', ...companions);
    await waitUntil('it is ready', () => upstreams.output.includes('Ctrl-C stops them'), START_TIMEOUT_MS);
    expect(upstreams.output).not.toContain('SERVICE_URL');
    expect(upstreams.output).not.toContain('PAYMENT_CLIENT=http');
    const [, stripeUrl, key] = /STRIPE_API_URL=(\S+) STRIPE_SECRET_KEY=(\S+)/.exec(upstreams.output) ?? [];
    const customers = await fetch(`${stripeUrl}/v1/customers`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(customers.status).toBe(200);
    const [, consulUrl] = /CONSUL_HTTP_ADDR=(\S+)/.exec(upstreams.output) ?? [];
    const found = await fetch(`${consulUrl}/v1/health/service/wallet_service?passing=true`);
    const [instance] = (await found.json()) as { Service: { Address: string; Port: number } }[];
    const address = `http://${instance?.Service.Address}:${instance?.Service.Port}`;
    expect((await fetch(`${address}/health`)).status).toBe(200);
    upstreams.child.kill('SIGINT');
    expect(await codeOf(upstreams)).toBe(0);
    await expect(fetch(`${stripeUrl}/v1/customers`)).rejects.toThrow('fetch failed');
  });

  it('starts no subscription service at v1: there was none', async () => {
    const upstreams = run(...FREE_PORTS, '--only', 'subscription,payment', '--generation', 'v1');
    await waitUntil('it is ready', () => upstreams.output.includes('Ctrl-C stops them'), START_TIMEOUT_MS);
    expect(addressIn(upstreams.output, 'subscription')).toBe('');
    expect(addressIn(upstreams.output, 'payment')).not.toBe('');
    upstreams.child.kill('SIGTERM');
    expect(await codeOf(upstreams)).toBe(0);
  });

  it('says which port is taken, and leaves nothing running', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const upstreams = run(...FREE_PORTS, '--only', 'wallet,payment', '--wallet-port', String(port));
    expect(await codeOf(upstreams)).toBe(1);
    expect(upstreams.output).toContain(`address already in use 127.0.0.1:${port}`);
    holder.close();
  });

  it('explains itself', async () => {
    const help = run('--help');
    expect(await codeOf(help)).toBe(0);
    expect(help.output).toContain('--subscription-port');
  });

  it.each([
    [['--only', 'wallets'], '--only takes product, wallet, payment, subscription; not "wallets".'],
    [['--stripe', '--service-url', 'localhost'], '--service-url takes a URL like http://'],
    [['--stripe-port', '5'], '--stripe-port goes with --stripe.'],
    [['--consul-port', '5'], '--consul-port goes with --consul.'],
    [['--only', 'subscription', '--generation', 'v1'], 'nothing to start: v1 had no subscription service'],
    [['--wallet-port', '60000'], '--wallet-port plus --control-offset must be at most 65535.'],
    [['--wallet-port'], "Option '--wallet-port <value>' argument missing"],
  ])('starts nothing at %j, and says why', async (options, reason) => {
    const wrong = run(...options);
    expect(await codeOf(wrong)).toBe(2);
    expect(wrong.output).toContain(reason);
    expect(wrong.output).toContain('npm run upstreams -- --help tells the options.');
  });

  it('starts each once, however often it is named', async () => {
    const upstreams = run(...FREE_PORTS, '--only', 'wallet,wallet');
    await waitUntil('it is ready', () => upstreams.output.includes('Ctrl-C stops them'), START_TIMEOUT_MS);
    expect(upstreams.output.match(/WALLET_CLIENT=http/g)).toHaveLength(1);
    upstreams.child.kill('SIGTERM');
    expect(await codeOf(upstreams)).toBe(0);
  });
});
