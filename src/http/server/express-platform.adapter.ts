import { ExpressAdapter } from '@nestjs/platform-express';
import type { ServerResponse } from 'node:http';
import type { RouteHandler } from './exact-routes.js';
import type { FrontDoor } from './front-door.js';
import { answerPlainly } from './plain-answer.js';

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

  override post(path: unknown, handler?: unknown): unknown {
    this.door.routes.learn(path as string, handler as RouteHandler);
    return super.post(path, handler as Parameters<ExpressAdapter['post']>[0]);
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
