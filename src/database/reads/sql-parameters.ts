/** Collects the values of a statement that is put together from parts, so that no value ever stands in its text. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** Remembers the value and answers the placeholder that stands for it. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
