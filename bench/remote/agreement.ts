import type { Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import type { WalletService } from './wallet-service.js';

/** Refuses figures of a run in which records and charges outside are not one to one; says how many there were. */
export async function agreement(lab: Lab, { name }: Schema, wallets: WalletService): Promise<string> {
  const { rows } = await lab.admin.query<{ id: string; status: string }>(
    `SELECT billing_id AS id, billing_status AS status FROM ${name}.billing_records`,
  );
  const open = rows.filter(({ status }) => status !== 'completed');
  const recorded = new Set(rows.map(({ id }) => id));
  const taken = (await wallets.billingIds()).filter((id) => id.startsWith('bill_'));
  const isOneToOne =
    taken.length === recorded.size &&
    new Set(taken).size === taken.length &&
    taken.every((id) => recorded.has(id));
  if (open.length > 0 || !isOneToOne) {
    throw new Error(
      `records and charges of the wallet service differ: ${recorded.size} records, ${open.length} of them not completed, ${taken.length} charges of ${new Set(taken).size} records`,
    );
  }
  return `${taken.length} charges of the wallet service, one for each record, none twice`;
}
