import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';
import { ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { startService, type ServiceProcess } from '../../support/service/service-process.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

jest.setTimeout(60_000);

let database: TestDatabase;
let service: ServiceProcess;
let document: OpenAPIObject;
let routes: Route[];

beforeAll(async () => {
  database = await createTestDatabase('openapi');
  service = await startService({
    env: { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl },
  });
  const api = new ApiClient(service);
  await new BillingFixture(api).product('gpt-4');
  await api.post('/api/v1/wallets', { user_id: 'user123', initial_balance: '1000' });
  await api.post('/api/v1/subscriptions', { subscription_id: 'sub123', user_id: 'user123', plan_id: 'pro' });
  document = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenAPIObject;
  routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

/** The example names a record that is not there; a webhook is signed by Stripe alone. */
const CANNOT_BE_SENT = ['/api/v1/billing/process', '/api/v1/webhooks/stripe'];

describe('the document', () => {
  it('is the one that is committed', () => {
    expect(document).toEqual(JSON.parse(readFileSync('openapi.json', 'utf8')));
  });

  it('covers both path families of the specification', () => {
    const names = routes.map((route) => route.name);
    for (const path of ['usage/record', 'quota/check']) {
      expect(names).toContain(`POST /api/v1/${path}`);
      expect(names).toContain(`POST /api/v1/billing/${path}`);
    }
    for (const path of ['info', 'stats', 'usage/aggregations']) {
      expect(names).toContain(`GET /api/v1/${path}`);
      expect(names).toContain(`GET /api/v1/billing/${path}`);
    }
    expect(names).toEqual(
      expect.arrayContaining([
        'POST /api/v1/billing/calculate',
        'POST /api/v1/billing/process',
        'GET /api/v1/billing/records',
        'GET /api/v1/billing/records/user/{user_id}',
        'GET /api/v1/billing/record/{billing_id}',
        'PUT /api/v1/billing/record/{billing_id}/status',
        'GET /api/v1/quota/{user_id}',
        'GET /api/v1/billing/quota/{user_id}',
        'GET /health',
        'GET /api/v1/billing/health',
        'GET /health/detailed',
      ]),
    );
  });

  it('names every operation once and puts it into a section that is introduced', () => {
    const ids = routes.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const sections = new Set((document.tags ?? []).map((tag) => tag.name));
    expect(routes.filter(({ operation }) => !operation.summary).map((route) => route.name)).toEqual([]);
    expect(
      routes.flatMap(({ operation }) => operation.tags ?? []).filter((tag) => !sections.has(tag)),
    ).toEqual([]);
    expect(routes.filter(({ operation }) => operation.tags?.length !== 1).map((route) => route.name)).toEqual(
      [],
    );
  });

  it('says the shape of every success and of every refusal', () => {
    const silent = routes.filter(({ operation }) => {
      const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
      if (!success) return true;
      const [status, response] = success;
      return (
        status !== '204' &&
        !(
          response &&
          'content' in response &&
          Object.values(response.content ?? {}).some(({ schema }) => schema)
        )
      );
    });
    expect(silent.map((route) => route.name)).toEqual([]);
    const careless = routes.filter(
      ({ path, operation }) =>
        path.startsWith('/api/') && !('500' in operation.responses && '503' in operation.responses),
    );
    expect(careless.map((route) => route.name)).toEqual([]);
  });

  it('describes every field and every parameter', () => {
    const fields = Object.entries(document.components?.schemas ?? {}).flatMap(([name, schema]) =>
      'properties' in schema
        ? Object.entries(schema.properties ?? {})
            .filter(([, property]) => !('$ref' in property) && !property.description)
            .map(([field]) => `${name}.${field}`)
        : [],
    );
    const parameters = routes.flatMap(({ name, operation }) =>
      (operation.parameters ?? [])
        .filter((parameter) => !('$ref' in parameter) && !parameter.description)
        .map((parameter) => `${name} ${'name' in parameter ? parameter.name : ''}`),
    );
    expect([...fields, ...parameters]).toEqual([]);
  });

  it('refers only to what it has', () => {
    const text = JSON.stringify(document);
    const references = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(
        (match) => `${match[1]}/${match[2]}`,
      ),
    );
    const components = document.components as Record<string, Record<string, unknown>>;
    const dangling = [...references].filter((reference) => {
      const [kind = '', name = ''] = reference.split('/');
      return components[kind]?.[name] === undefined;
    });
    expect(dangling).toEqual([]);
  });

  it('gives every body an example that works as it stands', async () => {
    const withBody = routes.filter(({ operation }) => operation.requestBody);
    const failures: string[] = [];
    for (const route of withBody.filter(({ operation }) => !operation.tags?.includes('Platform aliases'))) {
      const example = firstExample(route.operation);
      if (example === undefined) failures.push(`${route.name} has no example`);
      else if (!route.path.includes('{') && !CANNOT_BE_SENT.includes(route.path)) {
        const response = await send(route, example);
        if (!response.ok) failures.push(`${route.name}: ${response.status} ${await response.text()}`);
      }
    }
    expect(failures).toEqual([]);
  });
});

describe('Swagger UI', () => {
  it('comes whole from this service', async () => {
    const response = await fetch(`${service.url}/docs`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const files = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1]);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect((await fetch(`${service.url}/${file}`)).status).toBe(200);
  });
});

describe('the page of a problem', () => {
  it('is where its type leads to, and is committed', async () => {
    const problem = (await (await fetch(`${service.url}/api/v1/billing/record/bill_abc123`)).json()) as {
      type: string;
    };
    const page = await fetch(service.url + problem.type);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<h1>Billing record not found</h1>');
    expect(readFileSync(`docs${problem.type}.md`, 'utf8')).toContain('# Billing record not found');
  });
});

function firstExample(operation: Operation): unknown {
  const body = operation.requestBody;
  if (!body || '$ref' in body) return undefined;
  const [first] = Object.values(body.content['application/json']?.examples ?? {});
  return first && 'value' in first ? first.value : undefined;
}

function send(route: Route, body: unknown): Promise<Response> {
  return fetch(service.url + route.path, {
    method: route.method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}
