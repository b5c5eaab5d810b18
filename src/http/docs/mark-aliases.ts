import type { OpenAPIObject } from '@nestjs/swagger';
import { type Route, routesOf } from './operations.js';
import { ALIAS_TAG } from './tags.js';

/**
 * A handler that serves several paths is documented on the shortest; the platform's later paths are its aliases,
 * which say so and stand in a section of their own.
 */
export function markAliases(document: OpenAPIObject): void {
  const byId = new Map<string, Route[]>();
  for (const route of routesOf(document)) {
    route.operation.operationId = handlerOf(route);
    const id = `${route.method} ${route.operation.operationId}`;
    byId.set(id, [...(byId.get(id) ?? []), route]);
  }
  for (const routes of byId.values()) {
    const [main, ...aliases] = routes.toSorted((a, b) => a.path.length - b.path.length) as [
      Route,
      ...Route[],
    ];
    aliases.forEach((alias, index) => markAlias(alias, main, index));
  }
}

/** Nest numbers the paths of one handler: `Usage_record[0]`, `Usage_record[1]`. */
function handlerOf(route: Route): string {
  return (route.operation.operationId ?? '').replace(/\[\d+\]$/, '');
}

function markAlias(alias: Route, main: Route, index: number): void {
  const { operation } = alias;
  operation.operationId = `${main.operation.operationId}_alias${index === 0 ? '' : index + 1}`;
  operation.summary = `Alias of ${main.method.toUpperCase()} ${main.path}`;
  operation.tags = [ALIAS_TAG];
}
