import type { OpenAPIObject } from '@nestjs/swagger';
import { FIELD_GLOSSARY } from './field-glossary.js';
import { routesOf } from './operations.js';

interface Described {
  description?: string;
  nullable?: boolean;
  example?: unknown;
}

/** Gives fields and parameters that say nothing themselves the meaning that their name has everywhere. */
export function describeFields(document: OpenAPIObject): void {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    if ('$ref' in schema) continue;
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      // A reference takes no other members; what it refers to is described there.
      if (!('$ref' in property)) describe(name, property);
    }
  }
  for (const { operation } of routesOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      if (!('$ref' in parameter)) describe(parameter.name, parameter);
    }
  }
}

function describe(name: string, described: Described): void {
  const meaning = FIELD_GLOSSARY[name];
  if (meaning) described.description ??= meaning.description;
  if (described.example === undefined && meaning?.example !== undefined) described.example = meaning.example;
  // Without an example Swagger UI would show the word "string".
  if (described.example === undefined && described.nullable) described.example = null;
}
