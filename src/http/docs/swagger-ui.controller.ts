import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { SWAGGER_UI_HTML, SWAGGER_UI_START } from './swagger-ui-page.js';

const PACKAGE = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');

/** What the page loads, and no other file of the package. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-16x16.png': 'image/png',
  'favicon-32x32.png': 'image/png',
};

/**
 * Swagger UI at /docs, from files of the package and nothing from elsewhere. Our own routes and not those of the
 * Swagger module, which serves files in another way on each platform.
 */
@ApiExcludeController()
@Controller('docs')
export class SwaggerUiController {
  @Get(['/', 'index.html'])
  @Header('Content-Type', 'text/html; charset=utf-8')
  page(): string {
    return SWAGGER_UI_HTML;
  }

  @Get(['start.js', 'docs/start.js'])
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  start(): string {
    return SWAGGER_UI_START;
  }

  /** Under two paths: the page's links are relative to `/docs` and also found from `/docs/`. */
  @Get([':file', 'docs/:file'])
  file(@Param('file') name: string): StreamableFile {
    const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (type === undefined) throw new DomainError(refuse('route_not_found', 'Swagger UI has no such file'));
    return new StreamableFile(createReadStream(join(PACKAGE, '..', name)), { type });
  }
}
