import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ControlApi } from '../control/control-api.js';
import { FakeServer } from './fake-server.js';
import type { Fake, Generation } from './fake.js';
import { sendJson } from './http-body.js';
import { Listener } from './listener.js';

export interface Address {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Where the control API stays while the fake is down; 0: a free one. */
  readonly controlPort: number;
  readonly generation: Generation;
}

export interface Started {
  readonly port: number;
  readonly controlPort: number;
  stop(): Promise<void>;
}

/** Opens a fake's port and that of its control API. */
export async function startFake(
  fake: Fake,
  { host, port, controlPort, generation }: Address,
): Promise<Started> {
  const server = new FakeServer(fake, generation);
  const listener: Listener = new Listener(
    host,
    port,
    listen((request, response) =>
      control.isAsked(request.url) ? control.serve(request, response) : server.serve(request, response),
    ),
  );
  const control: ControlApi = new ControlApi(server, listener);
  const controlListener = new Listener(
    host,
    controlPort,
    listen((request, response) => control.serve(request, response)),
  );
  const opened = { port: await listener.open(), controlPort: await controlListener.open() };
  return {
    ...opened,
    stop: async () => {
      control.close();
      await Promise.all([listener.close(), controlListener.close()]);
    },
  };
}

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function listen(serve: Serve): RequestListener {
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A caller that is gone is an everyday thing; anything else is a mistake in the fake.
      if (request.destroyed && !request.complete) return;
      process.stderr.write(`${request.method} ${request.url}: ${String(error)}\n`);
      if (!response.headersSent) sendJson(response, 500, { detail: 'Internal Server Error' });
    });
  };
}
