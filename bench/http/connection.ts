import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** The body is ASCII. */
export interface HttpRequest {
  readonly path: string;
  readonly body: string;
  readonly key: string;
}

interface Waiting {
  resolve(status: number): void;
  reject(error: Error): void;
}

/**
 * One kept-alive connection that sends a request when the last one is answered. No more of HTTP/1.1 than that takes:
 * the load shares the processor with what it loads.
 */
export class HttpConnection {
  private waiting: Waiting | null = null;
  private received: Buffer | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly headers: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    return new HttpConnection(socket, `host: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n`);
  }

  /** Answers the status once the whole answer has arrived. */
  post({ path, body, key }: HttpRequest): Promise<number> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(
        `POST ${path} HTTP/1.1\r\n${this.headers}idempotency-key: ${key}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        'latin1',
      );
    });
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const answer = this.received === null ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = answer.indexOf(HEAD_END);
    const head = headEnd < 0 ? '' : answer.toString('latin1', 0, headEnd);
    const length = LENGTH.exec(head)?.[1];
    if (headEnd >= 0 && length === undefined) {
      this.fail(new Error(`an answer without a length: ${head}`));
    } else if (headEnd < 0 || answer.length < headEnd + HEAD_END.length + Number(length)) {
      this.received = answer;
    } else {
      this.received = null;
      const { waiting } = this;
      this.waiting = null;
      waiting?.resolve(Number(head.slice(9, 12)));
    }
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = null;
  }
}
