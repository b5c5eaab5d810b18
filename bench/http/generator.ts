/** The process that sends requests: apart from the service and from the benchmark, so that each has its own CPU time. */
import { cpuSecondsOfProcess, cpuSecondsOfServer } from '../lab/cpu-time.js';
import { serveParent } from '../lab/serve-parent.js';
import { closedLoop, type Pace, type RawSample } from '../load/closed-loop.js';
import { ordersOf, type Scenario } from '../workload/scenario.js';
import { HttpConnection } from './connection.js';
import { requestOf, type Sent } from './request-body.js';

export interface HttpRunRequest {
  readonly pace: Pace;
  readonly scenario: Scenario;
  readonly tag: string;
  readonly sent: Sent;
  readonly port: number;
  readonly servicePid: number;
  readonly postmasterPid: number;
}

async function run(request: HttpRunRequest): Promise<RawSample> {
  const { pace, scenario, tag, sent, port, servicePid, postmasterPid } = request;
  const connections = await Promise.all(
    Array.from({ length: pace.callers }, () => HttpConnection.open(port)),
  );
  const orderOf = ordersOf(scenario, tag);
  try {
    return await closedLoop(
      pace,
      async (n, caller) => {
        const httpRequest = requestOf(sent, orderOf(n));
        const status = await connections[caller]?.post(httpRequest);
        if (status !== 200) throw new Error(`${httpRequest.path} answered ${status}`);
      },
      () => ({
        service: cpuSecondsOfProcess(servicePid),
        postgres: cpuSecondsOfServer(postmasterPid),
        load: cpuSecondsOfProcess(process.pid),
      }),
    );
  } finally {
    for (const connection of connections) connection.close();
  }
}

serveParent({ run }, async () => undefined);
