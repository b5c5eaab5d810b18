import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { refuse, type Refusal } from '../domain/problems/problems.js';
import { readsOwnBody } from './body/own-body.js';
import { problemOf } from './problem/problem.js';

/** The headers of a request must have arrived by then. Bodies have time-outs of their own: a stream may take long. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** How late a connection that is over its time may be noticed. */
const CHECK_INTERVAL_MS = 5_000;
/** Longer than the idle time of usual load balancers, so that they close first and no request meets a closed door. */
export const KEEP_ALIVE_MS = 65_000;
/** How long a client that was refused may take to read why. */
const LAST_WORDS_MS = 2_000;
const DROP_NOTE_INTERVAL_MS = 10_000;

/**
 * Bounds what clients can hold open: how many connections, and how long each may take to send a request. What node
 * refuses by itself, before any route, becomes a problem document too. To be called before the server listens.
 */
export function boundConnections(server: Server, maxConnections: number, logger: Logger): void {
  server.maxConnections = maxConnections;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = 0;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // An option of createServer, which the framework calls; node reads it when the server begins to listen.
  Object.assign(server, { connectionsCheckingInterval: CHECK_INTERVAL_MS });
  server.removeAllListeners('clientError');
  server.on('clientError', answerClientError);
  noteDrops(server, maxConnections, logger);
}

function noteDrops(server: Server, maxConnections: number, logger: Logger): void {
  let notedAt = -Infinity;
  let dropped = 0;
  server.on('drop', () => {
    dropped += 1;
    if (performance.now() - notedAt < DROP_NOTE_INTERVAL_MS) return;
    logger.warn({ context: 'http', dropped, max_connections: maxConnections }, 'Connections were dropped');
    notedAt = performance.now();
    dropped = 0;
  });
}

function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // In the middle of an answer there is no place for another one.
  const answer = Reflect.get(socket, '_httpMessage') as ServerResponse | null | undefined;
  if (answer?.req.complete === true && !answer.headersSent) {
    // A request came whole and may take effect: what stands behind it must not be answered in its place.
    answer.setHeader('Connection', 'close');
    return;
  }
  // Of a stream that breaks off lines may have taken effect: no answer at all says that, and a refusal would not.
  const isStream = readsOwnBody(answer?.req.url?.split('?', 1)[0] ?? '');
  if (!socket.writable || error.code === 'ECONNRESET' || answer?.headersSent === true || isStream) {
    socket.destroy(error);
    return;
  }
  socket.end(rawAnswer(refusalOf(error.code)));
  const timer = setTimeout(() => socket.destroy(), LAST_WORDS_MS);
  socket.once('close', () => clearTimeout(timer));
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refuse('headers_too_large', 'URL and headers together are over the limit of 16 KiB');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refuse('request_timeout', 'The request did not arrive whole in time');
    default:
      return refuse('malformed_request', 'What came is no HTTP request');
  }
}

/** Node's response object does not exist here: the head is written by hand. */
function rawAnswer(refusal: Refusal): string {
  const problem = problemOf(refusal, null);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
