import type { INestApplication } from '@nestjs/common';
import { AppModule } from './app.module.js';
import type { AppConfig } from './config/app-config.js';
import { createHttpApp } from './http/create-http-app.js';

export { beginShutdown, drained } from './http/create-http-app.js';

/** The whole service, not listening yet. */
export function createApp(config: AppConfig): Promise<INestApplication> {
  return createHttpApp(AppModule.of(config), config);
}
