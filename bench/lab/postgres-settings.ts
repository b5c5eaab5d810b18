import { totalmem } from 'node:os';
import { serverArguments } from '../../src/database/embedded/server-settings.js';

const MEGABYTE = 2 ** 20;

/**
 * The embedded server's own settings (`fsync`, `synchronous_commit` and `full_page_writes` on), and ours. All
 * contenders work under them, and the benchmark prints them.
 */
export function benchServerArguments(dataDirectory: string, port: number): string[] {
  const settings = {
    // A quarter of the memory, as PostgreSQL's manual advises, and no more than a small machine has.
    shared_buffers: `${Math.max(64, Math.min(2_048, Math.floor(totalmem() / MEGABYTE / 4)))}MB`,
    // A part is over before the log asks for a checkpoint: none strikes one contender and spares the next.
    max_wal_size: '8GB',
    // Several contenders keep their pools open while they take turns.
    max_connections: 300,
    log_min_messages: 'fatal',
  };
  const ours = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [...serverArguments(dataDirectory, port), ...ours];
}
