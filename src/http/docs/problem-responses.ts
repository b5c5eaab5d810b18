import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../../domain/problems/problem-codes.js';
import { problemOf } from '../problem/problem.js';
import { STATUS_OF } from '../problem/status-of.js';
import type { Operation } from './operations.js';
import { PROBLEM_EXAMPLES } from './problem-examples.js';
import { ProblemDto } from './problem.dto.js';

const REQUEST_ID = '6f0e6e0c-8f0e-4d0b-9c55-1f2f0c1c9a77';
const MEDIA_TYPE = 'application/problem+json';

type ProblemResponse = ReturnType<typeof problemResponse>;

/** One response of the document that can carry any of these problems. */
export function problemResponse(codes: readonly ProblemCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].explain}`).join('\n\n'),
    content: {
      [MEDIA_TYPE]: {
        schema: { $ref: getSchemaPath(ProblemDto) },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function exampleOf(code: ProblemCode): object {
  const { detail = PROBLEMS[code].title, facts = {} } = PROBLEM_EXAMPLES[code] ?? {};
  return problemOf({ code, message: detail, facts }, REQUEST_ID);
}

/**
 * Adds problems to an operation. A status that the route documents itself gets them beside its own; for any other
 * there is one response in the document, which all operations share.
 */
export function addProblems(
  document: OpenAPIObject,
  operation: Operation,
  codes: readonly ProblemCode[],
): void {
  for (const status of new Set(codes.map((code) => STATUS_OF[code]))) {
    const group = codes.filter((code) => STATUS_OF[code] === status);
    const own = operation.responses[status];
    if (!own) operation.responses[status] = shared(document, group);
    else if (isProblemResponse(own)) operation.responses[status] = merge(own, problemResponse(group));
  }
}

function shared(document: OpenAPIObject, codes: readonly ProblemCode[]): { $ref: string } {
  const name = codes.join('_or_');
  const components = (document.components ??= {});
  const responses = (components.responses ??= {});
  responses[name] ??= problemResponse(codes);
  return { $ref: `#/components/responses/${name}` };
}

function isProblemResponse(response: object): response is ProblemResponse {
  return 'content' in response && MEDIA_TYPE in (response.content as object);
}

function merge(own: ProblemResponse, added: ProblemResponse): ProblemResponse {
  const mine = own.content[MEDIA_TYPE];
  const theirs = added.content[MEDIA_TYPE];
  if (!mine || !theirs) return own;
  return {
    description: `${own.description}\n\n${added.description}`,
    content: { [MEDIA_TYPE]: { schema: mine.schema, examples: { ...mine.examples, ...theirs.examples } } },
  };
}
