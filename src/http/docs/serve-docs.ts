import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import type { AppConfig } from '../../config/app-config.js';
import { openApiDocument } from './openapi-document.js';

/** The document at /openapi.json and /openapi.yaml. Swagger UI is a controller of ours. */
export function serveDocs(app: INestApplication, config: Pick<AppConfig, 'version'>): void {
  // Built when first asked for: a start should not wait for it.
  SwaggerModule.setup('docs', app, () => openApiDocument(app, config.version), {
    ui: false,
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}
