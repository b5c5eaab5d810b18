import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { DataDirectory } from './data-directory.js';

/** The port of the last start while nobody else took it, so that a noted database URL stays true; else a free one. */
export async function choosePort(directory: DataDirectory): Promise<number> {
  const kept = Number(await readFile(directory.portFile, 'utf8').catch(() => '0'));
  if (kept > 0 && (await probe(kept)) === kept) return kept;
  const port = await probe(0);
  if (port === null) throw new Error('No free port on 127.0.0.1');
  return port;
}

export async function keepPort(directory: DataDirectory, port: number): Promise<void> {
  const draft = `${directory.portFile}.${process.pid}`;
  await writeFile(draft, `${port}\n`, { mode: 0o600 });
  await rename(draft, directory.portFile);
}

/** Takes the port for a moment (0: any); null when somebody else has it. */
async function probe(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(taken));
    });
  });
}
