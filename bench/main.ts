import { HELP } from './help.js';
import { Interruption } from './interruption.js';
import { CleanUp } from './lab/clean-up.js';
import { checkOut } from './against/check-out.js';
import { openLab, type Lab } from './lab/lab.js';
import { parseOptions, type BenchOptions } from './options.js';
import { partsOf } from './parts.js';
import type { NamedResult } from './report/bench-run.js';
import { finish } from './report/finish.js';
import { Sentence } from './sentence.js';

async function bench(options: BenchOptions, cleanUp: CleanUp): Promise<void> {
  const own = await openLab(options, cleanUp);
  const lab: Lab = options.against === null ? own : { ...own, other: await checkOut(own, options.against) };
  const parts = partsOf(lab);
  const results: NamedResult[] = [];
  for (const name of options.parts) {
    lab.say(`== ${name}`);
    results.push({ name, ...(await parts[name]()) });
  }
  await finish(lab, results);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const interruption = new Interruption();
  const cleanUp = new CleanUp();
  try {
    await Promise.race([bench(options, cleanUp), interruption.promise]);
  } finally {
    await cleanUp.run();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const sentence = error instanceof Sentence;
    process.stderr.write(
      `${sentence ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  },
);
