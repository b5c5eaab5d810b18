import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeOperations } from './complete-operations.js';
import { describeFields } from './describe-fields.js';
import { INTRODUCTION } from './introduction.js';
import { markAliases } from './mark-aliases.js';
import { FieldErrorDto, ProblemDto } from './problem.dto.js';
import { TAGS } from './tags.js';

/** The OpenAPI document of the application's routes. Needs no database. */
export function openApiDocument(app: INestApplication, version: string): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Billing service')
    .setDescription(INTRODUCTION)
    .setVersion(version)
    .addServer('/', 'This service')
    .addBearerAuth({ type: 'http', description: 'The service’s ADMIN_TOKEN.' }, 'admin_token');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
    autoTagControllers: false,
    extraModels: [ProblemDto, FieldErrorDto],
  });
  markAliases(document);
  completeOperations(document);
  describeFields(document);
  return document;
}
