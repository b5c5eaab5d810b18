import { StreamableFile } from '@nestjs/common';
import type { ServerResponse } from 'node:http';

/**
 * Answers with node's own means what Nest hands over: an object as JSON, text as it is, nothing as nothing. False for a
 * stream, which is left to the framework. The headers are the ones that were set, a type and the length: an entity tag
 * would hash every answer, and nobody asks for them again.
 */
export function answerPlainly(response: ServerResponse, body: unknown, status?: number): boolean {
  if (body instanceof StreamableFile) return false;
  if (status !== undefined) response.statusCode = status;
  if (body === undefined || body === null) {
    response.end();
    return true;
  }
  const isDocument = typeof body === 'object';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  if (!response.hasHeader('Content-Type')) {
    response.setHeader(
      'Content-Type',
      isDocument ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    );
  }
  // Of a HEAD request too, for which node would leave it out.
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
  return true;
}
