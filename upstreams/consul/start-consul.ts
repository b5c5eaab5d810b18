import type { Companion } from '../process/companion.js';
import { FakeConsulAgent } from './fake-consul-agent.js';

/** A Consul agent that knows the services at these URLs by the names that the platform gives them. */
export async function startConsul(
  port: number,
  services: Readonly<Record<string, string>>,
): Promise<Companion> {
  const agent = await FakeConsulAgent.start({ port });
  for (const [name, url] of Object.entries(services))
    await register(agent.url, `${name}_service`, new URL(url));
  return {
    line: `${'consul'.padEnd(13)} ${agent.url.padEnd(24)} none; it knows ${Object.keys(services).join(', ')}`,
    variables: `CONSUL_ENABLED=true CONSUL_HTTP_ADDR=${agent.url}`,
    stop: () => agent.stop(),
  };
}

async function register(agentUrl: string, name: string, { hostname, port }: URL): Promise<void> {
  const answer = await fetch(`${agentUrl}/v1/agent/service/register`, {
    method: 'PUT',
    body: JSON.stringify({ ID: name, Name: name, Address: hostname, Port: Number(port) }),
  });
  if (!answer.ok) throw new Error(`Consul's fake refused ${name}: ${answer.status} ${await answer.text()}`);
}
