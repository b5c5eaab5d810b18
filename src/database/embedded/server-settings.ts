import { totalmem } from 'node:os';

/** Set on the embedded server only, so that a process that was given its URL knows what it talks to. */
export const EMBEDDED_MARK = 'billing.embedded';

const MEGABYTE = 1024 * 1024;

/** Given on the command line: the code is the one place that says how the server runs. */
export function serverArguments(root: string, port: number): string[] {
  const settings: Record<string, string | number> = {
    [EMBEDDED_MARK]: 'on',
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    // A commit that was answered survives a power cut. Never to be traded for speed here.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    shared_buffers: `${sharedBuffersMb()}MB`,
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // An error's statement may carry what the log should not keep; the service logs what it needs.
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  };
  return ['-D', root, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** 256 MB where the machine has 2 GB or more. */
function sharedBuffersMb(): number {
  return Math.max(32, Math.min(256, Math.floor(totalmem() / MEGABYTE / 8)));
}
