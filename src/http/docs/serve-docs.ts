import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import type { AppConfig } from '../../config/app-config.js';
import { openApiDocument } from './openapi-document.js';

/** Swagger UI at /docs from files of the package, nothing from elsewhere; the document at /openapi.json. */
export function serveDocs(app: INestApplication, config: Pick<AppConfig, 'version'>): void {
  // Built when first asked for: a start should not wait for it.
  SwaggerModule.setup('docs', app, () => openApiDocument(app, config.version), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Billing service API',
    swaggerOptions: {
      displayRequestDuration: true,
      docExpansion: 'list',
      tryItOutEnabled: true,
      defaultModelsExpandDepth: 0,
      filter: true,
    },
  });
}
