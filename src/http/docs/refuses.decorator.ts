import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { ProblemCode } from '../../domain/problems/problem-codes.js';
import { STATUS_OF } from '../problem/status-of.js';
import { problemResponse } from './problem-responses.js';

/**
 * Documents which problems a route answers with beyond those that every route of its kind can (a field rule, a full
 * queue, …): `@Refuses('insufficient_wallet_balance', 'quota_exceeded')`.
 */
export function Refuses(...codes: ProblemCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => STATUS_OF[code]))];
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({ status, ...problemResponse(codes.filter((code) => STATUS_OF[code] === status)) }),
    ),
  );
}
