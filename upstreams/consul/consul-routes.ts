import type { ConsulCatalogue } from './consul-catalogue.js';
import { ConsulRefusal, ConsulService, type CheckStatus } from './consul-service.js';
import { milliseconds } from './go-duration.js';

export interface ConsulRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

export interface ConsulAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const NOTHING: ConsulAnswer = { headers: {}, body: '' };
const STATUS_OF: Readonly<Record<string, CheckStatus>> = {
  pass: 'passing',
  warn: 'warning',
  fail: 'critical',
};

/** Longest that Consul holds back an answer. */
const MAX_WAIT_MS = 600_000;

/** The routes of an agent that services use. Throws a ConsulRefusal. */
export async function answerTo(catalogue: ConsulCatalogue, request: ConsulRequest): Promise<ConsulAnswer> {
  const { method, url } = request;
  const [, version, room, noun, verb, ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const route = `${method} ${version}/${room}/${noun}`;
  const id = rest.join('/');
  if (route === 'PUT v1/agent/service' && verb === 'register') return register(catalogue, request);
  if (route === 'PUT v1/agent/service' && verb === 'deregister') {
    refuseWrite(request, id);
    catalogue.deregister(id);
    return NOTHING;
  }
  if (route === 'PUT v1/agent/check' && verb !== undefined && verb in STATUS_OF) {
    refuseWrite(request, id);
    catalogue.updateCheck(id, STATUS_OF[verb] as CheckStatus, url.searchParams.get('note') ?? '');
    return NOTHING;
  }
  if (route === 'GET v1/agent/service') return one(catalogue, String(verb));
  if (route === 'GET v1/health/service') return health(catalogue, String(verb), request);
  if (route.endsWith('v1/agent/service') || route.endsWith('v1/agent/check')) {
    throw new ConsulRefusal(405, `method ${method} not allowed`);
  }
  throw new ConsulRefusal(404, '');
}

function register(catalogue: ConsulCatalogue, request: ConsulRequest): ConsulAnswer {
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch (error) {
    throw new ConsulRefusal(400, `Request decode error: ${String(error)}`);
  }
  const service = ConsulService.read(body);
  refuseWrite(request, service.name);
  const replaces = request.url.searchParams.get('replace-existing-checks');
  catalogue.register(service, replaces === '' || replaces === 'true' || replaces === '1');
  return NOTHING;
}

function one(catalogue: ConsulCatalogue, id: string): ConsulAnswer {
  const service = catalogue.find(id);
  if (!service) throw new ConsulRefusal(404, `unknown service ID: ${id}`);
  return json({ ...wireOf(service), ContentHash: 'fake' });
}

async function health(
  catalogue: ConsulCatalogue,
  name: string,
  request: ConsulRequest,
): Promise<ConsulAnswer> {
  const { searchParams } = request.url;
  const after = Number(searchParams.get('index') ?? 0);
  const asked = milliseconds(searchParams.get('wait') ?? '5m');
  if (asked === null) throw new ConsulRefusal(400, 'Invalid wait time');
  const { services, index } = await catalogue.instances(
    name,
    after,
    Math.min(MAX_WAIT_MS, (asked * 17) / 16),
  );
  const passing = searchParams.has('passing') && searchParams.get('passing') !== 'false';
  const shown = services.filter(({ status }) => request.mayRead && (!passing || status === 'passing'));
  const headers = {
    'X-Consul-Index': String(index),
    'X-Consul-KnownLeader': 'true',
    'X-Consul-LastContact': '0',
    ...(request.mayRead ? {} : { 'X-Consul-Results-Filtered-By-ACLs': 'true' }),
  };
  const entries = shown.map((service) => ({
    Node: { ID: 'fake', Node: 'fake', Address: '127.0.0.1', Datacenter: 'dc1' },
    Service: wireOf(service),
    Checks: [
      { CheckID: service.checkId, Status: service.status, Output: service.output, ServiceID: service.id },
    ],
  }));
  return json(entries, headers);
}

function wireOf({ id, name, address, port, tags, meta }: ConsulService): Record<string, unknown> {
  return {
    ID: id,
    Service: name,
    Tags: tags,
    Address: address,
    Port: port,
    Meta: meta,
    EnableTagOverride: false,
  };
}

function refuseWrite({ mayWrite }: ConsulRequest, name: string): void {
  if (mayWrite) return;
  const why = 'The anonymous token is used implicitly when a request does not specify a token.';
  throw new ConsulRefusal(
    403,
    `Permission denied: anonymous token lacks permission 'service:write' on "${name}". ${why}`,
  );
}

function json(body: unknown, headers: Record<string, string> = {}): ConsulAnswer {
  return { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
