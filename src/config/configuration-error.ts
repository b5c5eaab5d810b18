/** One variable that the service cannot start with: what it is, and what it must be. */
export interface ConfigurationFault {
  readonly variable: string;
  /** A whole sentence that names the variable and the remedy. */
  readonly sentence: string;
}

/** Ends the start. The message has one line for each bad variable. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly faults: readonly ConfigurationFault[]) {
    super(faults.map((fault) => fault.sentence).join('\n'));
  }
}

export function fault(variable: string, sentence: string): ConfigurationFault {
  return { variable, sentence };
}
