/** A statement of the engine: its name (for the server's plan cache) and its text with the schema filled in. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Names the statements of a table of texts, `<prefix>_<key>`. */
export function named<Key extends string>(
  prefix: string,
  texts: Readonly<Record<Key, string>>,
): Readonly<Record<Key, Statement>> {
  const entries = Object.entries<string>(texts).map(([key, text]) => [
    key,
    { name: `${prefix}_${key}`, text },
  ]);
  return Object.fromEntries(entries) as Record<Key, Statement>;
}
