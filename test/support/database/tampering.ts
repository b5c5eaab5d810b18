import type { SqlSession } from './sql-session.js';

/** Changes rows behind the service's back, as only the owner of the tables can, and puts them back as they were. */
export class Tampering {
  /** @param owner a session of the tables' owner */
  constructor(private readonly owner: SqlSession) {}

  /** Runs `work` while the one row of `table` for which `where` holds has other values, or (null) is not there. */
  async during<T>(
    { table, where, set }: { table: string; where: string; set: string | null },
    work: () => Promise<T>,
  ): Promise<T> {
    const rows = await this.owner.run<{ row: object }>(
      `SELECT to_jsonb(t) AS row FROM dev.${table} t WHERE ${where}`,
    );
    if (rows.length !== 1) throw new Error(`${rows.length} rows of ${table} where ${where}`);
    const [{ ctid } = { ctid: '' }] =
      set === null
        ? await this.owner.run<{ ctid: string }>(
            `DELETE FROM dev.${table} WHERE ${where} RETURNING NULL AS ctid`,
          )
        : await this.owner.run<{ ctid: string }>(
            `UPDATE dev.${table} SET ${set} WHERE ${where} RETURNING ctid::text`,
          );
    try {
      return await work();
    } finally {
      if (ctid) await this.owner.run(`DELETE FROM dev.${table} WHERE ctid = $1::tid`, [ctid]);
      await this.insert(table, rows[0]!.row);
    }
  }

  /** Runs `work` while a row is there that nobody wrote: that of `where` with other values. */
  async withExtra<T>(
    { table, where, values }: { table: string; where: string; values: Readonly<Record<string, unknown>> },
    work: () => Promise<T>,
  ): Promise<T> {
    const [found] = await this.owner.run<{ row: object }>(
      `SELECT to_jsonb(t) AS row FROM dev.${table} t WHERE ${where}`,
    );
    if (!found) throw new Error(`No row of ${table} where ${where}`);
    const ctid = await this.insert(table, { ...found.row, ...values });
    try {
      return await work();
    } finally {
      await this.owner.run(`DELETE FROM dev.${table} WHERE ctid = $1::tid`, [ctid]);
    }
  }

  private async insert(table: string, row: object): Promise<string> {
    const [inserted] = await this.owner.run<{ ctid: string }>(
      `INSERT INTO dev.${table} SELECT * FROM jsonb_populate_record(NULL::dev.${table}, $1::jsonb) RETURNING ctid::text`,
      [JSON.stringify(row)],
    );
    return inserted!.ctid;
  }
}
