import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '../src/config/config.module.js';
import { loadConfig } from '../src/config/load-config.js';
import { EngineModule } from '../src/engine/engine.module.js';
import { Engine } from '../src/engine/engine.service.js';
import { EngineContender } from './engine-contender.js';

/** The engine as the service has it, with its default settings. */
class EngineOnly {}

export async function startEngine(environment: NodeJS.ProcessEnv): Promise<EngineContender> {
  const config = loadConfig(environment);
  const context = await NestFactory.createApplicationContext(
    { module: EngineOnly, imports: [ConfigModule.of(config), EngineModule] },
    { logger: ['warn', 'error'] },
  );
  return new EngineContender(context.get(Engine), () => context.close());
}
