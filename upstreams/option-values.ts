/** The command line is wrong; the message says how. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export function oneOf<Option extends string>(
  name: string,
  options: readonly Option[],
  value: string,
): Option {
  const found = options.find((option) => option === value);
  if (found === undefined) throw new OptionError(`${name} takes ${options.join(', ')}; not "${value}".`);
  return found;
}

export function number(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new OptionError(`${name} takes a number from 0 to 65535; not "${value}".`);
}

export function httpUrl(name: string, value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new OptionError(`${name} takes a URL like http://127.0.0.1:8241; not "${value}".`);
}

/** An option that would have no effect is not asked for by mistake. */
export function goesWith(
  values: Readonly<Record<string, unknown>>,
  name: string,
  others: readonly string[],
): void {
  const unused = others.find((other) => values[other] !== undefined && values[name] !== true);
  if (unused !== undefined) throw new OptionError(`--${unused} goes with --${name}.`);
}
