import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type RequestListener, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { EdgeRequest } from '../request-context.js';
import type { FrontDoor } from './front-door.js';
import { answerPlainly } from './plain-answer.js';

type AnyReply = ReturnType<FastifyAdapter['reply']>;

/** Longer than any path that node lets in: its 16 KiB are for all headers together. */
const MAX_PARAM_LENGTH = 16_384;

/** Fastify behind the front door: it routes what has parameters, as Express would, and finds the body read already. */
export class FastifyPlatform extends FastifyAdapter {
  constructor(private readonly door: FrontDoor) {
    super({
      serverFactory: (framework: RequestListener) => door.serve(framework),
      return503OnClosing: false,
      routerOptions: {
        caseSensitive: false,
        ignoreTrailingSlash: true,
        maxParamLength: MAX_PARAM_LENGTH,
        querystringParser: parseQuery,
      },
    });
    this.instance.removeAllContentTypeParsers();
    this.instance.addContentTypeParser('*', (_request, payload, done) =>
      done(null, (payload as EdgeRequest).body),
    );
  }

  override get(path: unknown, handler?: unknown) {
    return super.get(path, this.door.counted('GET', path, handler));
  }

  override post(path: unknown, handler?: unknown) {
    const counted = this.door.counted('POST', path, handler);
    this.door.routes.learn(path as string, counted);
    return super.post(path, counted);
  }

  override put(path: unknown, handler?: unknown) {
    return super.put(path, this.door.counted('PUT', path, handler));
  }

  override patch(path: unknown, handler?: unknown) {
    return super.patch(path, this.door.counted('PATCH', path, handler));
  }

  override delete(path: unknown, handler?: unknown) {
    return super.delete(path, this.door.counted('DELETE', path, handler));
  }

  override reply(response: AnyReply | ServerResponse, body: unknown, status?: number): AnyReply {
    // What came by an exact route has node's response and not Fastify's. Nobody looks at what is returned.
    if (response instanceof ServerResponse && answerPlainly(response, body, status)) return response as never;
    return super.reply(response, body, status);
  }
}
