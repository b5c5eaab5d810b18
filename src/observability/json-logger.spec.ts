import { beforeEach, describe, expect, it } from '@jest/globals';
import { JsonLogger } from './json-logger.js';
import { rootLogger } from './root-logger.js';

let lines: Record<string, unknown>[];
let logger: JsonLogger;

beforeEach(() => {
  lines = [];
  const write = (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>);
  logger = new JsonLogger(
    rootLogger({ log: { level: 'info', loki: null }, version: '1.0.0', environment: 'test' }, { write }),
  );
});

describe('log lines', () => {
  it('are JSON with level, time and the context that Nest gives last', () => {
    logger.log('Engine drained', 'Engine');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        service: 'billing_service',
        version: '1.0.0',
        context: 'Engine',
        msg: 'Engine drained',
      },
    ]);
  });

  it('show an error with its stack, and objects as fields', () => {
    logger.error({ code: 'overloaded', err: new Error('full') }, 'Filter');
    logger.error(new Error('bare'), 'Filter');
    logger.error('message', 'Error: x\n  at y', 'Filter');
    expect(lines[0]).toMatchObject({
      level: 'error',
      code: 'overloaded',
      err: { message: 'full', stack: expect.any(String) },
    });
    expect(lines[1]).toMatchObject({ err: { message: 'bare' }, msg: 'bare' });
    expect(lines[2]).toMatchObject({ msg: 'message', stack: 'Error: x\n  at y', context: 'Filter' });
  });

  it("leave out the framework's start-up chatter and what is below the level", () => {
    logger.log('Mapped {/health, GET} route', 'RouterExplorer');
    logger.debug('detail', 'Test');
    expect(lines).toEqual([]);
  });
});
