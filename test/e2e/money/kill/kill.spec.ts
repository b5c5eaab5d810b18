import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textOf, unitsOf } from '../../../../src/cli/replay/exact-amount.js';
import { ApiClient } from '../../../support/api-client.js';
import { BillingFixture } from '../../../support/billing-fixture.js';
import { charge, isReplayed, recordsOf, type RecordView } from '../charges.js';
import { Callers } from './callers.js';
import { Gate } from './gate.js';
import { MortalService } from './mortal-service.js';
import { SeededRandom } from './seeded-random.js';

const KILLS = Number(process.env.KILLS ?? 20);
const SEED = Number(process.env.KILL_SEED ?? randomInt(2 ** 31));
const CALLERS = 32;
/** A few accounts, so that most batches touch the same ones: the hard case. */
const USERS = 6;
const OPENING = '1000000';
const UNIT_PRICE = '0.0000025';
/** Between two kills: from right after the start to a few batches into it. */
const MOST_ANSWERS = 400;

describe(`${KILLS} kills -9 under ${CALLERS} callers (KILL_SEED=${SEED})`, () => {
  const gate = new Gate();
  const random = new SeededRandom(SEED);
  const users: string[] = [];
  let service: MortalService;
  let api: ApiClient;
  let fixture: BillingFixture;
  let callers: Callers;
  let records: RecordView[];

  beforeAll(async () => {
    service = await MortalService.start();
    api = new ApiClient(service);
    fixture = new BillingFixture(api);
    const productId = await fixture.product('kill-model', { unit_price: UNIT_PRICE });
    for (let user = 0; user < USERS; user += 1) users.push(await fixture.payer(OPENING));
    callers = new Callers(api, productId, users, gate, random);
  }, 60_000);
  afterAll(() => service.stop(), 60_000);

  it('happen at random moments, and the service comes back after each', async () => {
    callers.start(CALLERS);
    gate.open();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await callers.answered(random.between(1, MOST_ANSWERS));
      gate.close();
      // Every other time the database dies with the service; else it lives on and the next start adopts it.
      if (kill % 2 === 0) service.killAlone();
      else service.killEverything();
      await service.startAgain();
      gate.open();
    }
    await callers.answered(CALLERS);
    await callers.finish();
    records = (await Promise.all(users.map((user) => recordsOf(api, user)))).flat();
  }, 300_000);

  it('lose nothing that was answered and double nothing: exactly one record a key, the one that was seen', () => {
    const found = new Map(records.map((record) => [record.request_id, record.billing_id]));
    expect(found).toEqual(new Map(callers.log.map((sent) => [sent.key, sent.billingId])));
    expect(records).toHaveLength(callers.log.length);
    expect(new Set(records.map((record) => record.billing_status))).toEqual(new Set(['completed']));
    report();
  });

  it('change no answer: every key sent again answers with its record and has no further effect', async () => {
    const log = callers.log.values();
    const caller = async (): Promise<void> => {
      for (const sent of log) {
        const answer = await charge(api, sent);
        expect([answer.status, isReplayed(answer), answer.body['billing_id']]).toEqual([
          200,
          true,
          sent.billingId,
        ]);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    const after = await Promise.all(users.map((user) => recordsOf(api, user)));
    expect(after.flat()).toHaveLength(callers.log.length);
  }, 120_000);

  it('leave every wallet at its opening balance minus what its completed records say', async () => {
    for (const user of users) {
      const sent = callers.log.filter(({ userId }) => userId === user);
      const owed = sent.reduce((sum, { amount }) => sum + BigInt(amount) * unitsOf(UNIT_PRICE), 0n);
      const completed = await recordsOf(api, user);
      const charged = completed.reduce((sum, record) => sum + unitsOf(record.total_amount), 0n);
      const balance = unitsOf((await fixture.walletBalance(user)) as string);
      expect({ user, charged: textOf(charged) }).toEqual({ user, charged: textOf(owed) });
      expect({ user, balance: textOf(balance) }).toEqual({
        user,
        balance: textOf(unitsOf(OPENING) - charged),
      });
    }
  });

  function report(): void {
    const lines = [
      `seed ${SEED}: ${service.killsAlone} kills of the service alone, ${service.killsOfEverything} of everything`,
      `${callers.log.length} keys by ${CALLERS} callers, ${callers.unanswered} attempts without an answer`,
      `${records.length} records, lost 0, doubled 0`,
    ];
    process.stderr.write(`${lines.join('\n')}\n`);
  }
});
