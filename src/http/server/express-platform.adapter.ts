import { ExpressAdapter } from '@nestjs/platform-express';
import type { ServerResponse } from 'node:http';
import type { FrontDoor } from './front-door.js';
import { answerPlainly } from './plain-answer.js';

type Handler = Parameters<ExpressAdapter['post']>[0];

/** Express behind the front door: it routes what has parameters, and never answers for Nest. */
export class ExpressPlatform extends ExpressAdapter {
  constructor(private readonly door: FrontDoor) {
    super();
    this.disable('etag');
    this.disable('x-powered-by');
  }

  override initHttpServer(): void {
    this.setHttpServer(this.door.serve(this.getInstance()));
  }

  override get(path: unknown, handler?: unknown): unknown {
    return super.get(path as string, this.door.counted('GET', path, handler) as Handler);
  }

  override post(path: unknown, handler?: unknown): unknown {
    const counted = this.door.counted('POST', path, handler);
    this.door.routes.learn(path as string, counted);
    return super.post(path as string, counted as Handler);
  }

  override put(path: unknown, handler?: unknown): unknown {
    return super.put(path as string, this.door.counted('PUT', path, handler) as Handler);
  }

  override patch(path: unknown, handler?: unknown): unknown {
    return super.patch(path as string, this.door.counted('PATCH', path, handler) as Handler);
  }

  override delete(path: unknown, handler?: unknown): unknown {
    return super.delete(path as string, this.door.counted('DELETE', path, handler) as Handler);
  }

  override reply(response: ServerResponse, body: unknown, status?: number): unknown {
    return answerPlainly(response, body, status) || super.reply(response, body, status);
  }

  override status(response: ServerResponse, status: number): unknown {
    response.statusCode = status;
    return response;
  }

  override setHeader(response: ServerResponse, name: string, value: string): unknown {
    return response.setHeader(name, value);
  }

  override getHeader(response: ServerResponse, name: string): unknown {
    return response.getHeader(name);
  }
}
