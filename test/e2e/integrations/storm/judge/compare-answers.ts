import Big from 'big.js';
import { type Command, isFinal, type LoggedAnswer } from '../../../money/faults/load/command.js';
import type { CommandHistory } from '../../../money/faults/load/command-log.js';
import type { RecordRow } from './books-here.js';
import type { Disagreements } from './disagreements.js';
import { grouped } from './grouped.js';

/** What a record may be whose charge was answered so; a refund comes after that. */
const FINAL: Readonly<Record<number, readonly string[]>> = {
  200: ['completed', 'refunded'],
  402: ['failed'],
};

/** What the clients were told is so. */
export function compareAnswers(
  histories: readonly CommandHistory[],
  rows: readonly RecordRow[],
  found: Disagreements,
): void {
  const byKey = grouped(rows, ({ request_id }) => request_id);
  const byId = new Map(rows.map((record) => [record.billing_id, record]));
  const askedBack = new Set<string>();
  for (const { command, answers } of histories) {
    const { effect, key } = command;
    if (effect.as === 'refund') {
      askedBack.add(effect.billingId);
      compareRefundAnswers(key, answers, byId.get(effect.billingId), found);
    } else compareChargeAnswers(command, answers, byKey.get(key) ?? [], found);
    if (!answers.some(isFinal)) found.answers.push(`${key} was never answered`);
    for (const { status, body } of answers) {
      if (status === 500) found.answers.push(`${key} was answered 500 ${JSON.stringify(body)}`);
    }
  }
  for (const { billing_id: id, billing_status: status } of rows) {
    if (status === 'refunded' && !askedBack.has(id)) found.refundedTwice.push(`${id} was never asked back`);
  }
}

function compareChargeAnswers(
  { key, effect }: Command,
  answers: readonly LoggedAnswer[],
  records: readonly RecordRow[],
  found: Disagreements,
): void {
  const [record] = records;
  if (!record) {
    // Who was cut off, or told to come again, knows of nothing that could be lost.
    const promised = answers.find(({ status }) => status !== 503);
    if (promised) found.lost.push(`${key} was answered ${promised.status}, and has no record`);
    return;
  }
  const { billing_id: id, billing_status: status, total_amount: total } = record;
  if (records.length > 1) found.chargedTwice.push(`${key} has ${records.length} records`);
  if ('amount' in effect && !new Big(total).eq(effect.amount)) {
    found.amounts.push(`${id} is about ${total}, its usage costs ${effect.amount}`);
  }
  for (const answer of answers) {
    const told = answer.body['billing_id'];
    if (isFinal(answer) && FINAL[answer.status]?.includes(status) !== true) {
      found.answers.push(`${key} was answered ${answer.status} ${JSON.stringify(answer.body)}, is ${status}`);
    }
    if (told !== undefined && told !== id) {
      found.answers.push(`${key} was answered ${answer.status} for ${JSON.stringify(told)}, is ${id}`);
    }
  }
}

/** Only what is paid was asked back, so that each refund takes place. */
function compareRefundAnswers(
  key: string,
  answers: readonly LoggedAnswer[],
  record: RecordRow | undefined,
  found: Disagreements,
): void {
  for (const answer of answers.filter(isFinal)) {
    if (answer.status !== 200) {
      found.answers.push(`${key} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
    } else if (record?.billing_status !== 'refunded') {
      found.refundsLost.push(
        `${key} was answered 200, and ${record?.billing_id} is ${record?.billing_status}`,
      );
    }
  }
}
