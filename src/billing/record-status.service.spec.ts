import { describe, expect, it } from '@jest/globals';
import { testConfig } from '../../test/support/config.js';
import type { EnginePort } from '../engine/engine.port.js';
import type { RecordRow } from './records/record.mapper.js';
import { RecordStatusService } from './record-status.service.js';

const RECORD = { billing_id: 'bill_1', account_id: 'user:alice', billing_status: 'completed' } as RecordRow;

/** A database that answers the first question and is then lost; an engine that refunds. */
function serviceOf(lost: Error): { service: RecordStatusService; submitted: string[] } {
  const submitted: string[] = [];
  const answers = [() => Promise.resolve(RECORD), () => Promise.reject(lost)];
  const engine = {
    submit: async ({ type }: { type: string }) => {
      submitted.push(type);
      return { outcome: { kind: 'record', attemptId: null }, replayed: false };
    },
  };
  const service = new RecordStatusService(
    engine as unknown as EnginePort,
    { get: () => answers.shift()!() },
    { start: () => undefined, takingLeases: () => ({}) },
    testConfig(),
  );
  return { service, submitted };
}

describe('a refund that is committed', () => {
  it('is never answered as if nothing was recorded, when the database is lost before it is read', async () => {
    const { service, submitted } = serviceOf(Object.assign(new Error('shutdown'), { code: '57P01' }));
    const change = service.change('bill_1', { status: 'refunded' }, 'key-1');
    await expect(change).rejects.toMatchObject({
      code: 'outcome_unknown',
      facts: { idempotency_key: 'key-1' },
    });
    expect(submitted).toEqual(['refund']);
  });
});
