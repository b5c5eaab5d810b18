import type { AbstractHttpAdapter } from '@nestjs/core';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Platform = 'express' | 'fastify';

const FASTIFY = '@nestjs/platform-fastify';
const SETTING = 'HTTP_PLATFORM';

/** Those that the service of a checkout runs on: Express always, Fastify where package and setting are there. */
export function platformsOf(root: string): Platform[] {
  const settings = join(root, 'dist', 'src', 'config', 'environment.js');
  const isSetting = existsSync(settings) && readFileSync(settings, 'utf8').includes(SETTING);
  return isSetting && fastifyPath(root) !== null ? ['express', 'fastify'] : ['express'];
}

export function platformEnvironment(platform: Platform): Record<string, string> {
  return platform === 'express' ? {} : { [SETTING]: platform };
}

/** By path and not by name: where the package is not installed, nothing here depends on it. */
export async function fastifyAdapter(): Promise<AbstractHttpAdapter> {
  const path = fastifyPath(import.meta.dirname);
  if (path === null) throw new Error(`${FASTIFY} is not installed`);
  const module = (await import(pathToFileURL(path).href)) as {
    readonly FastifyAdapter: new () => AbstractHttpAdapter;
  };
  return new module.FastifyAdapter();
}

function fastifyPath(directory: string): string | null {
  try {
    return createRequire(join(directory, 'package.json')).resolve(FASTIFY);
  } catch {
    return null;
  }
}
