import type { OpenAPIObject } from '@nestjs/swagger';
import { errorIndexMarkdown, errorMarkdown, PROBLEM_CODES } from './error-page.js';

export interface GeneratedFile {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

export const ERROR_PAGES = 'docs/errors';

/** What is generated from the code, committed, and checked. */
export function generatedFiles(document: OpenAPIObject): GeneratedFile[] {
  return [
    { path: 'openapi.json', text: `${JSON.stringify(document, null, 2)}\n` },
    { path: `${ERROR_PAGES}/README.md`, text: errorIndexMarkdown() },
    ...PROBLEM_CODES.map((code) => ({ path: `${ERROR_PAGES}/${code}.md`, text: errorMarkdown(code) })),
  ];
}
