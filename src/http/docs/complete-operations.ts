import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProblemCode } from '../../domain/problems/problem-codes.js';
import { isWrite } from '../idempotency/request-key.js';
import { type Operation, type Route, routesOf } from './operations.js';
import { addProblems } from './problem-responses.js';
import { REQUEST_EXAMPLES } from './request-examples.js';

const WITH_PARAMETERS: readonly ProblemCode[] = ['validation_failed'];
const WITH_BODY: readonly ProblemCode[] = [
  'malformed_json',
  'request_timeout',
  'body_too_large',
  'unsupported_media_type',
  'validation_failed',
];
const OF_READS: readonly ProblemCode[] = ['internal_error', 'database_unavailable', 'shutting_down'];
const OF_WRITES: readonly ProblemCode[] = [
  'idempotency_key_conflict',
  'internal_error',
  'overloaded',
  'deadline_exceeded',
  'account_busy',
  'database_unavailable',
  'shutting_down',
  'outcome_unknown',
];

/** Adds to every operation what every operation of its kind takes and answers. */
export function completeOperations(document: OpenAPIObject): void {
  for (const route of routesOf(document)) {
    addRequestExamples(route.operation);
    if (!route.path.startsWith('/api/')) continue;
    const write = isWrite(route.method.toUpperCase(), route.path);
    addProblems(document, route.operation, [...problemsOfRequest(route), ...(write ? OF_WRITES : OF_READS)]);
    addAnswerHeader(route.operation, 'X-Request-Id', 'Finds the request in the logs.');
    if (write) addIdempotency(route.operation);
  }
}

function problemsOfRequest({ operation }: Route): readonly ProblemCode[] {
  if (operation.requestBody) return WITH_BODY;
  return operation.parameters?.length ? WITH_PARAMETERS : [];
}

function addRequestExamples(operation: Operation): void {
  const examples = REQUEST_EXAMPLES[(operation.operationId ?? '').replace(/_alias\d*$/, '')];
  const body = operation.requestBody;
  if (!examples || !body || '$ref' in body) return;
  const json = body.content['application/json'];
  if (json) json.examples = Object.fromEntries(examples.map((example) => [example.summary, example]));
}

function addIdempotency(operation: Operation): void {
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'Your name for this one intended effect, 1 to 255 visible ASCII characters. A retry with the same key and body ' +
        'gets the stored answer and has no second effect. Made by the service when absent.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  ];
  addAnswerHeader(operation, 'Idempotency-Key', 'The key of this write, yours or the one that was made.');
  addAnswerHeader(
    operation,
    'Idempotency-Replayed',
    '`true` when the answer is the stored one of an earlier request.',
  );
}

/** On successes only: every refusal of a write carries the same headers, and the introduction says so. */
function addAnswerHeader(operation: Operation, name: string, description: string): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!response || '$ref' in response || !status.startsWith('2')) continue;
    response.headers = { ...response.headers, [name]: { description, schema: { type: 'string' } } };
  }
}
