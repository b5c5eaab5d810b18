/** A process of its own that is one upstream. Its argument is a `FakeOrder`; it ends with the process that started it. */
import { startFake, type Started } from '../server/start-fake.js';
import { serveStripe } from '../stripe/serve-stripe.js';
import type { FakeOrder, FakeReport } from './fake-order.js';
import { makeFake } from './make-fake.js';

const order = JSON.parse(process.argv[2] ?? '{}') as FakeOrder;

// Ctrl-C in a terminal reaches us too; whoever started us decides when we stop.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => process.exit());
// It may have ended while this was being compiled.
if (!process.connected) process.exit();

try {
  const started = await start(order);
  process.once('SIGTERM', () => void stop(started));
  report({ port: started.port, controlPort: started.controlPort });
} catch (error) {
  report({ failed: error instanceof Error ? error.message : String(error) });
}

function start({ fake, secret, ...address }: FakeOrder): Promise<Started> {
  return fake === 'stripe' ? serveStripe(secret, address) : startFake(makeFake(fake, secret), address);
}

function report(message: FakeReport): void {
  process.send?.(message);
}

async function stop(started: Started): Promise<void> {
  await started.stop();
  process.exit();
}
