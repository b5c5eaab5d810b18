import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { DomainError, refuse } from '../domain/problems/problems.js';
import { contextOf, type PlatformRequest } from '../http/request-context.js';
import { askForBearerToken } from '../http/response.js';

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

/** Lets through who sends the token. Where there is none to send, the routes do not exist. */
@Injectable()
export class AdminTokenGuard implements CanActivate {
  private readonly expected: Buffer | null;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.expected = config.admin.token === null ? null : digestOf(config.admin.token);
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.expected === null) {
      throw new DomainError(refuse('route_not_found', 'No route has this path and method'));
    }
    const request = context
      .switchToHttp()
      .getRequest<PlatformRequest & { readonly headers: { readonly authorization?: string } }>();
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    // Digests have one length, and comparing them takes as long wherever they differ.
    if (token !== undefined && timingSafeEqual(digestOf(token), this.expected)) return true;
    const asked = contextOf(request);
    if (asked) askForBearerToken(asked);
    throw new DomainError(refuse('unauthorized', 'This route needs Authorization: Bearer <ADMIN_TOKEN>'));
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
