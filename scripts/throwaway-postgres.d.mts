export interface ThrowawayPostgres {
  /** The superuser's. */
  readonly url: string;
  readonly directory: string;
  /** Where the small disk is mounted; null where none was asked for or none can be mounted. */
  readonly smallDisk: string | null;
  /** Ends the server with this signal and waits for its end. */
  halt(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function startThrowawayPostgres(options?: { tmpfsMib?: number }): Promise<ThrowawayPostgres>;
