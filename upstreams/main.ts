import { startConsul } from './consul/start-consul.js';
import { CONTROL } from './control/control-path.js';
import { createDemoData } from './demo-data.js';
import { OptionError } from './option-values.js';
import { HELP, type Options, readOptions } from './options.js';
import type { Companion } from './process/companion.js';
import { FakeProcess } from './process/fake-process.js';
import type { FakeName } from './server/fake.js';
import { startStripe } from './stripe/start-stripe.js';

interface Running {
  readonly name: FakeName;
  readonly process: FakeProcess;
}

const running: Running[] = [];
const companions: Companion[] = [];
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) say(HELP);
  else await start(options);
} catch (error) {
  const isUsage = error instanceof OptionError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}${isUsage ? '\nnpm run upstreams -- --help tells the options.' : ''}\n`);
  await stop(isUsage ? 2 : 1);
}

async function start(options: Options): Promise<void> {
  await Promise.all(options.fakes.map((name) => startOne(name, options)));
  if (isStopping) return;
  const ordered = options.fakes.flatMap((name) => running.filter((fake) => fake.name === name));
  await startCompanions(ordered, options);
  if (isStopping) return;
  say(
    `${'fake'.padEnd(13)} ${'its API (for npm start)'.padEnd(24)} its control API (for you: faults, state)`,
  );
  for (const { name, process } of ordered) say(line(name, process.url, `${process.controlUrl}${CONTROL}`));
  for (const companion of companions) say(companion.line);
  say(`\nThe service uses them with\n\n${environment(ordered, options)} npm start\n\nCtrl-C stops them.`);
}

async function startOne(name: FakeName, options: Options): Promise<void> {
  const { generation, host, secret, controlOffset, isEmpty } = options;
  const port = options.ports[name];
  const controlPort = port === 0 ? 0 : port + controlOffset;
  const fake = await FakeProcess.start(name, { host, port, controlPort, generation, secret });
  running.push({ name, process: fake });
  // It was started while another one failed, or Ctrl-C came.
  if (isStopping) return fake.stop();
  void fake.ended.then((how) => isStopping || (process.stderr.write(`${how}\n`), void stop(1)));
  if (!isEmpty) await createDemoData(name, fake.controlUrl);
}

async function startCompanions(fakes: readonly Running[], options: Options): Promise<void> {
  const { host, stripePort, consulPort, serviceUrl } = options;
  if (stripePort !== null) companions.push(await startStripe(host, stripePort, serviceUrl));
  if (consulPort === null) return;
  const services = Object.fromEntries(fakes.map(({ name, process: { url } }) => [name, url]));
  companions.push(await startConsul(consulPort, services));
}

async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all([
    ...running.map((fake) => fake.process.stop()),
    ...companions.map((companion) => companion.stop()),
  ]);
  process.exit(code);
}

function line(name: string, url: string, controlUrl: string): string {
  return `${name.padEnd(13)} ${url.padEnd(24)} ${controlUrl}`;
}

function environment(fakes: readonly Running[], { generation, secret, consulPort }: Options): string {
  const variables = fakes.map(({ name, process: { url } }) => {
    const prefix = name.toUpperCase();
    const known = name === 'payment' ? ` PAYMENT_SERVICE_SECRET=${secret}` : '';
    const found = consulPort === null ? ` ${prefix}_SERVICE_URL=${url}` : '';
    return `${prefix}_CLIENT=http${found}${known}`;
  });
  const all = [...variables, ...companions.map((companion) => companion.variables)];
  return `${all.map((part) => `${part} \\\n`).join('')}UPSTREAM_GENERATION=${generation}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
