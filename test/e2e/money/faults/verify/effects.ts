import { unitsOf } from '../../../../../src/cli/replay/exact-amount.js';
import { isFinal, type LoggedAnswer } from '../load/command.js';
import type { CommandHistory } from '../load/command-log.js';
import type { DatabaseRows } from './database-rows.js';

/** What is wrong with the commands, one sentence each. */
export interface Findings {
  /** Answered, or asked for until it was answered, and not there. */
  readonly lost: string[];
  /** There more than once. */
  readonly doubled: string[];
  /** There, but not as it was answered; or answered as it never may be. */
  readonly wrong: string[];
}

const MAY_BE_ANSWERED = new Set([200, 201, 402, 429]);

/** Compares each command's answers with what the database holds of it. */
export function judge(histories: readonly CommandHistory[], rows: DatabaseRows): Findings {
  const findings: Findings = { lost: [], doubled: [], wrong: [] };
  for (const history of histories) {
    const { command } = history;
    const say = (sentence: string) => `${command.key} (${command.effect.as}) ${sentence}`;
    const effects = effectsOf(history, rows);
    const answer = history.answers.find(isFinal);
    if (effects > 1) findings.doubled.push(say(`has ${effects} effects`));
    if (answer) {
      const expected = shouldHaveEffect(history, answer) ? 1 : 0;
      if (effects < expected) findings.lost.push(say(`was answered ${answer.status}, and is not there`));
      if (effects > expected && effects === 1)
        findings.wrong.push(say(`was answered ${answer.status}, and is there`));
    } else if (effects > 0 && wasAlwaysPromisedNothing(history)) {
      findings.wrong.push(say(`was answered ${codesOf(history)} each time, and is there`));
    }
    for (const sentence of faultsOfAnswers(history, rows)) findings.wrong.push(say(sentence));
  }
  return findings;
}

/** How often the command took effect. */
function effectsOf({ command: { key, effect } }: CommandHistory, rows: DatabaseRows): number {
  switch (effect.as) {
    case 'record':
      return rows.recordsUnder(key).length;
    case 'payment':
      return rows.paymentsOf(effect.billingId).length;
    case 'refund':
      return rows.refundsOf(effect.billingId).length;
    case 'transfer':
      return Math.max(rows.movements('transfer_out', key).length, rows.movements('transfer_in', key).length);
    case 'wallet':
      return rows.walletsOf(effect.user);
    default:
      return rows.movements(effect.as, key).length;
  }
}

/** Refused usage is kept as a record; every other refusal leaves nothing. */
function shouldHaveEffect({ command }: CommandHistory, { status }: LoggedAnswer): boolean {
  return command.effect.as === 'record' || status < 300;
}

/** A 503 says that nothing was recorded. */
function wasAlwaysPromisedNothing({ answers, sent }: CommandHistory): boolean {
  return answers.length === sent && answers.every(({ status }) => status === 503);
}

function codesOf({ answers }: CommandHistory): string {
  return [...new Set(answers.map(({ status, body }) => `${status} ${String(body['code'])}`))].join(', ');
}

function* faultsOfAnswers({ command, answers }: CommandHistory, rows: DatabaseRows): Iterable<string> {
  for (const { status, retryAfter, body } of answers) {
    if (body['code'] === 'overloaded' && retryAfter === null) yield 'was turned away without Retry-After';
    if (status === 500 && !command.poisoned) yield `was answered 500 ${JSON.stringify(body)}`;
  }
  const finals = answers.filter(isFinal);
  const [first, ...others] = finals;
  if (!first) return;
  if (!MAY_BE_ANSWERED.has(first.status)) yield `was answered ${first.status} ${JSON.stringify(first.body)}`;
  for (const other of others) {
    const [was, is] = [first, other].map(({ status, body }) => JSON.stringify([status, identityOf(body)]));
    if (is !== was) yield `was answered ${was} and then ${is}`;
    if (first.status < 300 && !other.replayed) yield 'was answered as new again';
  }
  if (command.effect.as === 'record') yield* faultsOfRecord(command.key, command.effect.amount, first, rows);
}

function* faultsOfRecord(
  key: string,
  amount: string,
  { status, body }: LoggedAnswer,
  rows: DatabaseRows,
): Iterable<string> {
  const [record] = rows.recordsUnder(key);
  if (!record) return;
  if (record.billing_id !== body['billing_id'])
    yield `has the record ${record.billing_id}, not the answered one`;
  if (unitsOf(record.total_amount) !== unitsOf(amount)) yield `costs ${record.total_amount}, not ${amount}`;
  // What was refused may have been paid since, what was paid may have been given back.
  const may = status === 200 ? ['completed', 'refunded'] : ['failed', 'completed', 'refunded'];
  if (!may.includes(record.billing_status)) yield `was answered ${status} and is ${record.billing_status}`;
}

/** What must be the same each time that a key is answered: all but the trace of the request, and whether money arrived. */
function identityOf({ data, ...body }: Readonly<Record<string, unknown>>): object {
  const { instance: _instance, request_id: _requestId, ...rest } = body;
  const { transfer_status: _status, ...arrival } = (data ?? {}) as Record<string, unknown>;
  return { ...rest, data: arrival };
}
