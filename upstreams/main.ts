import { createDemoData } from './demo-data.js';
import { HELP, type Options, readOptions } from './options.js';
import { FakeProcess } from './process/fake-process.js';
import type { FakeName } from './server/fake.js';

interface Running {
  readonly name: FakeName;
  readonly process: FakeProcess;
}

const running: Running[] = [];
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) say(HELP);
  else await start(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
}

async function start(options: Options): Promise<void> {
  await Promise.all(options.fakes.map((name) => startOne(name, options)));
  if (isStopping) return;
  const ordered = options.fakes.flatMap((name) => running.filter((fake) => fake.name === name));
  say(ordered.map(({ name, process: { url, controlUrl } }) => line(name, url, controlUrl)).join('\n'));
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

async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all(running.map((fake) => fake.process.stop()));
  process.exit(code);
}

function line(name: string, url: string, controlUrl: string): string {
  return `${name.padEnd(13)} ${url.padEnd(24)} control ${controlUrl}/__control`;
}

function environment(fakes: readonly Running[], { generation, secret }: Options): string {
  const variables = fakes.map(({ name, process: { url } }) => {
    const prefix = name.toUpperCase();
    const known = name === 'payment' ? ` PAYMENT_SERVICE_SECRET=${secret}` : '';
    return `${prefix}_CLIENT=http ${prefix}_SERVICE_URL=${url}${known} \\\n`;
  });
  return `${variables.join('')}UPSTREAM_GENERATION=${generation}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
