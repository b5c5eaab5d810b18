import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { errorHtml, errorIndexHtml, isProblemCode } from './error-page.js';

/** Pages for people: where to go from here, and what a problem's `type` leads to. */
@ApiExcludeController()
@Controller()
export class DocsController {
  @Get()
  index(): Record<string, string> {
    return {
      service: 'billing_service',
      docs: '/docs',
      openapi: '/openapi.json',
      errors: '/errors',
      info: '/api/v1/info',
      health: '/health',
      health_detailed: '/health/detailed',
      metrics: '/metrics',
    };
  }

  @Get('errors')
  @Header('Content-Type', 'text/html; charset=utf-8')
  errors(): string {
    return errorIndexHtml();
  }

  @Get('errors/:code')
  @Header('Content-Type', 'text/html; charset=utf-8')
  error(@Param('code') code: string): string {
    if (!isProblemCode(code))
      throw new DomainError(refuse('route_not_found', 'There is no problem with this code'));
    return errorHtml(code);
  }
}
