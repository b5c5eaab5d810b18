import { connect, type Socket } from 'node:net';
import type { PoolClient } from 'pg';

const CANCEL_REQUEST_CODE = 80_877_102;
const WAIT_MS = 1_000;

/** What node-postgres keeps of a connection and its types leave out. */
interface Insides {
  readonly connection: { readonly stream: Socket };
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/**
 * Asks the server to end the statement that runs on a connection, on a connection of its own as the protocol wants
 * it (https://www.postgresql.org/docs/current/protocol-flow.html, "Canceling Requests in Progress"). Resolves when
 * the server has taken notice, or after a second: there is no answer. It may come late and hit a later statement,
 * so the connection is not to be used again.
 */
export async function requestCancel(client: PoolClient): Promise<void> {
  const { host, port, processID, secretKey } = client as PoolClient & Insides;
  if (processID === null || secretKey === null) return;
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  await new Promise<void>((resolve) => {
    const socket: Socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(WAIT_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve());
    socket.resume();
    // The server closes the connection when it has passed the request on.
    socket.write(message);
  });
}

/** Hangs up without waiting for what was sent. The pool takes no connection back that has been hung up. */
export function hangUp(client: PoolClient): void {
  // Marks it at once; by itself this would wait for answers.
  void client.end();
  (client as PoolClient & Insides).connection.stream.destroy();
}
