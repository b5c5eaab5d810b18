/**
 * A default Nest application whose one route has the service's DTO and does nothing. Arguments: the platform, and
 * whether Nest's own ValidationPipe checks the DTO.
 */
import { Body, Controller, HttpCode, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Server } from 'node:http';
import { RecordUsageDto } from '../../src/usage/dto/record-usage.dto.js';
import { ANSWER } from './answer.js';
import { fastifyAdapter, type Platform } from './platforms.js';
import { serveNothing } from './serve-nothing.js';

const platform = process.argv[2] as Platform;
const validates = process.argv[3] === 'validated';

@Controller('api/v1')
class NothingController {
  @Post('usage/record')
  @HttpCode(200)
  record(@Body() _usage: RecordUsageDto): typeof ANSWER {
    return ANSWER;
  }
}

@Module({ controllers: [NothingController] })
class NothingModule {}

serveNothing(async () => {
  const app =
    platform === 'fastify'
      ? await NestFactory.create(NothingModule, await fastifyAdapter())
      : await NestFactory.create(NothingModule);
  if (validates) app.useGlobalPipes(new ValidationPipe());
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer() as Server;
});
