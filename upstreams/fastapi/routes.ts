import type { Asked } from './asked.js';

/** What a route answers: JSON, 200 unless told otherwise. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with the body of a 200, or throws a `Refusal`. */
export type Handler = (asked: Asked) => unknown;

export interface Route {
  readonly method: string;
  /** As written: `/api/v1/wallets/{wallet_id}/consume`. */
  readonly path: string;
  readonly handler: Handler;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Routes as FastAPI finds them: the first in the order of their making whose path and method fit. So a path with a
 * parameter shadows what comes after it.
 */
export class Routes {
  private readonly routes: (Route & { readonly segments: readonly string[] })[] = [];

  get(path: string, handler: Handler): this {
    return this.add('GET', path, handler);
  }

  post(path: string, handler: Handler): this {
    return this.add('POST', path, handler);
  }

  put(path: string, handler: Handler): this {
    return this.add('PUT', path, handler);
  }

  delete(path: string, handler: Handler): this {
    return this.add('DELETE', path, handler);
  }

  /** The route, or why there is none: no such path (404), or not by this method (405). */
  find(method: string, path: string): Match | 404 | 405 {
    const segments = path.split('/');
    let status: 404 | 405 = 404;
    for (const route of this.routes) {
      const params = paramsOf(route.segments, segments);
      if (params === null) continue;
      if (route.method === method) return { route, params };
      status = 405;
    }
    return status;
  }

  private add(method: string, path: string, handler: Handler): this {
    this.routes.push({ method, path, handler, segments: path.split('/') });
    return this;
  }
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? '';
    const name = /^\{(.+)\}$/.exec(expected)?.[1];
    if (name === undefined) {
      if (actual !== expected) return null;
      continue;
    }
    if (actual === '') return null;
    try {
      params[name] = decodeURIComponent(actual);
    } catch {
      return null;
    }
  }
  return params;
}
