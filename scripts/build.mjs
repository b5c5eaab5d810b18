/**
 * `npm run build`: compiles into a directory of its own and renames it to `dist`, so that nobody ever sees half a
 * build. `buildIfStale` does it only when something that goes into the build has changed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const workshop = join(root, '.build');
const lockFile = join(workshop, 'lock');
const HASH_FILE = '.build-hash';
const LOCK_WAIT_MS = 180_000;
const INPUT_FOLDERS = ['src', 'migrations'];
const INPUT_FILES = [
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'package.json',
  'package-lock.json',
];

/** True when it built. Two that come at once build once: the second waits and finds nothing to do. */
export async function buildIfStale() {
  const reason = staleReason();
  if (reason === null) return false;
  return withBuildLock(async () => {
    if (staleReason() === null) return false;
    await build(reason);
    return true;
  });
}

async function build(reason) {
  const startedAt = Date.now();
  const hash = inputHash();
  const draft = join(workshop, `draft-${process.pid}`);
  console.error(`Building (${reason}) …`);
  mkdirSync(draft, { recursive: true });
  try {
    await compile(draft);
    writeFileSync(join(draft, 'dist', HASH_FILE), hash);
    const old = join(draft, 'old');
    renameIfThere(dist, old);
    renameSync(join(draft, 'dist'), dist);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  console.error(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/** `nest build` with an output directory of our own; the Swagger plugin comes from nest-cli.json as always. */
async function compile(draft) {
  const config = join(draft, 'tsconfig.json');
  const base = relative(draft, join(root, 'tsconfig.build.json'));
  writeFileSync(config, JSON.stringify({ extends: base, compilerOptions: { outDir: './dist' } }));
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const compiler = spawn(process.execPath, [nest, 'build', '--path', relative(root, config)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  compiler.stdout.on('data', (chunk) => (output += chunk));
  const endWithUs = (signal) => {
    compiler.kill(signal);
    process.exit(130);
  };
  process.once('SIGINT', endWithUs).once('SIGTERM', endWithUs);
  const status = await new Promise((resolve) =>
    compiler.once('error', () => resolve(null)).once('close', resolve),
  );
  process.off('SIGINT', endWithUs).off('SIGTERM', endWithUs);
  if (status === 0) return;
  process.stderr.write(output);
  throw new BuildError('The build failed; nothing was changed. Correct the errors above and run it again.');
}

/** Carries one sentence for the person who ran the command. */
export class BuildError extends Error {}

function staleReason() {
  let built;
  try {
    built = readFileSync(join(dist, HASH_FILE), 'utf8');
  } catch {
    return 'there is no build yet';
  }
  return built === inputHash() ? null : 'sources, configuration or packages have changed';
}

function inputHash() {
  const hash = createHash('sha256').update(`node ${process.versions.node.split('.')[0]}\n`);
  const files = [...INPUT_FILES, ...INPUT_FOLDERS.flatMap(filesBelow)];
  for (const file of files.sort())
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(root, file)))
      .update('\n');
  return hash.digest('hex');
}

function filesBelow(folder) {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function renameIfThere(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** One build at a time. The lock names its process, so that one that was killed holds nobody up. */
async function withBuildLock(work) {
  try {
    mkdirSync(workshop, { recursive: true });
    await takeLock();
  } catch (error) {
    if (error instanceof BuildError) throw error;
    throw new BuildError(
      `The build cannot write to ${workshop} (${error.code}): make the project writable for you.`,
    );
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

async function takeLock() {
  for (const deadline = Date.now() + LOCK_WAIT_MS; Date.now() < deadline; await sleep(100)) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    removeStaleLock();
  }
  throw new BuildError(
    `Another build has held ${lockFile} for ${LOCK_WAIT_MS / 1000} s: end it or remove that file.`,
  );
}

/** Whoever renames the stale lock away may remove it; the others find it gone and queue again. */
function removeStaleLock() {
  try {
    const holder = readFileSync(lockFile, 'utf8');
    // Empty: its holder is just writing.
    if (holder === '' || isAlive(Number(holder))) return;
    const grave = `${lockFile}-${holder}`;
    renameSync(lockFile, grave);
    rmSync(grave, { force: true });
    rmSync(join(workshop, `draft-${holder}`), { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (!(await buildIfStale())) console.error('The build is up to date.');
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
