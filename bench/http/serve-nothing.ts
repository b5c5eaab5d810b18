import type { AddressInfo, Server } from 'node:net';
import { serveParent } from '../lab/serve-parent.js';

/** The process of a server that does nothing: starts it when asked, answers its port, closes it at the end. */
export function serveNothing(start: () => Promise<Server>): void {
  let server: Server | null = null;
  serveParent(
    {
      listen: async () => {
        server = await start();
        return (server.address() as AddressInfo).port;
      },
    },
    async () => void server?.close(),
  );
}
