import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChargeCommand } from '../../src/domain/commands.js';
import type { EnginePort } from '../../src/engine/engine.port.js';
import {
  METHOD,
  PRODUCT_ID,
  SERVICE_TYPE,
  USAGE_AMOUNT,
  USAGE_DETAILS,
  type ChargeOrder,
} from '../workload/charge.js';
import type { Contender, EngineSpec } from './contender.js';

const DEADLINE_MS = 30_000;

type Decimals = typeof import('../../src/domain/decimal.js');

/** The engine of a build, as its service has it: what `usage/record` costs without HTTP and validation. */
export class EngineContender implements Contender {
  private constructor(
    private readonly engine: EnginePort,
    private readonly decimal: Decimals['decimal'],
    readonly close: () => Promise<void>,
  ) {}

  static async open({ root, environment }: EngineSpec): Promise<EngineContender> {
    const load = <T>(path: string): Promise<T> =>
      import(pathToFileURL(join(root, 'dist', 'src', path)).href) as Promise<T>;
    type Configs = typeof import('../../src/config/load-config.js');
    type ConfigModules = typeof import('../../src/config/config.module.js');
    type Modules = typeof import('../../src/engine/engine.module.js');
    type Engines = typeof import('../../src/engine/engine.service.js');
    const { loadConfig } = await load<Configs>('config/load-config.js');
    const { ConfigModule } = await load<ConfigModules>('config/config.module.js');
    const { EngineModule } = await load<Modules>('engine/engine.module.js');
    const { Engine } = await load<Engines>('engine/engine.service.js');
    const { decimal } = await load<Decimals>('domain/decimal.js');
    const context = await (
      await nestOf(root)
    ).createApplicationContext(
      { module: EngineOnly, imports: [ConfigModule.of(loadConfig(environment)), EngineModule] },
      { logger: ['warn', 'error'] },
    );
    return new EngineContender(context.get(Engine), decimal, () => context.close());
  }

  async charge({ payer, organizationId, key, expected }: ChargeOrder): Promise<void> {
    const command = this.commandOf(payer.userId, organizationId);
    const { outcome } = await this.engine.submit(command, { key, deadlineMs: DEADLINE_MS });
    const wanted = expected === 'completed' ? 'completed' : 'failed';
    if (outcome.status !== wanted) throw new Error(`the charge ended ${outcome.status}, not ${wanted}`);
  }

  private commandOf(userId: string, organizationId: string | null): ChargeCommand {
    return {
      type: 'charge',
      account: { type: 'user', id: userId },
      usage: {
        userId,
        organizationId,
        agentId: null,
        subscriptionId: null,
        sessionId: null,
        requestId: null,
        productId: PRODUCT_ID,
        serviceType: SERVICE_TYPE,
        usageAmount: this.decimal(USAGE_AMOUNT),
        usageDetails: USAGE_DETAILS,
        usageTimestamp: null,
      },
      method: METHOD,
      paymentMethodId: null,
    };
  }
}

class EngineOnly {}

/** The Nest that the build itself uses: another copy would not know its modules. */
async function nestOf(root: string): Promise<(typeof import('@nestjs/core'))['NestFactory']> {
  const path = createRequire(join(root, 'package.json')).resolve('@nestjs/core');
  const nest = (await import(pathToFileURL(path).href)) as typeof import('@nestjs/core');
  return nest.NestFactory;
}
