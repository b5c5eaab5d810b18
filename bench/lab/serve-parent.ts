import type { Reply } from './child.js';

interface Request {
  readonly id: number;
  readonly operation: string;
  readonly payload: unknown;
}

/** An operation's payload is what the parent sends for it: both sides are of one build. */
export type Operations = Readonly<Record<string, (payload: never) => unknown>>;

/** The child's side of `Child`: answers requests until the channel closes, tidies up and ends. */
export function serveParent(operations: Operations, tidyUp: () => Promise<void>): void {
  process.on('message', (request: Request) => void answer(operations, request));
  process.once('disconnect', () => {
    tidyUp().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

async function answer(operations: Operations, { id, operation, payload }: Request): Promise<void> {
  try {
    const run = operations[operation];
    if (run === undefined) throw new Error(`there is no operation ${operation}`);
    reply({ id, result: await run(payload as never) });
  } catch (error) {
    reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function reply(message: Reply): void {
  if (process.connected) process.send?.(message);
}
