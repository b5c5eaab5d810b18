/** `node:http` alone: reads the JSON, answers the same JSON. What is left of HTTP when there is no framework. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { ANSWER } from './answer.js';
import { serveNothing } from './serve-nothing.js';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const text = JSON.stringify(ANSWER);
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});

serveNothing(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
});
