import { POISON_MODEL } from '../world.js';
import type { Fault, Stage } from './stage.js';

/** More than the queue of a lane takes, in each service. */
const BURST = 400;

/** A fault that is counted when it has had its effect. */
function fault(name: string, strike: (stage: Stage) => Promise<void>): Fault {
  return {
    name,
    strike: async (stage) => {
      await strike(stage);
      stage.strikes.count(name);
    },
  };
}

/** One command of a batch violates a CHECK: it fails alone, and those beside it are answered. */
const poison = fault('poisoned command in a batch', (stage) =>
  stage.withSessions(1, async (owner) => {
    const struck = stage.services.map((service) =>
      service.failsWith('23514', ({ commands }) => commands > 1),
    );
    await owner!.run(
      `ALTER TABLE dev.billing_records ADD CONSTRAINT poison CHECK (product_id <> '${POISON_MODEL}') NOT VALID`,
    );
    try {
      await stage.must('a batch meets the CHECK', Promise.race(struck));
      await stage.client.sees('internal_error', 1);
      await stage.allAnswer();
    } finally {
      await owner!.run('ALTER TABLE dev.billing_records DROP CONSTRAINT poison');
    }
  }),
);

/** An account stays blocked for longer than anybody waits: its commands get 503, all others are answered. */
const blockedAccount = fault('blocked account', (stage) =>
  stage.withSessions(1, async (holder) => {
    await holder!.run('BEGIN');
    await holder!.run('SELECT FROM dev.accounts WHERE account_id = $1 FOR UPDATE', [
      `user:${stage.world.hot}`,
    ]);
    await stage.client.sees('account_busy', 4);
    await stage.allAnswer();
  }),
);

/** The lanes of one account's cell stand still while more arrive than they can hold. */
const fullQueue = fault('full queue', async (stage) => {
  const { hot } = stage.world;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = stage.services.map(
    ({ proxy }) =>
      new Promise<void>((resolve, reject) => {
        const hold = async (): Promise<'go on'> => {
          resolve();
          await released;
          return 'go on';
        };
        proxy
          .strikeAt('before the lock', hold, ({ accountIds }) => accountIds.includes(`user:${hot}`))
          .catch(reject);
      }),
  );
  try {
    await stage.must('the lanes are held', Promise.all(held));
    stage.client.burst(BURST, hot);
    await stage.client.sees('overloaded', 1);
  } finally {
    release();
  }
});

export const BY_THEIR_EFFECT: readonly Fault[] = [poison, blockedAccount, fullQueue];
