/** What does not agree, one sentence each. */
export interface Disagreements {
  readonly chargedTwice: string[];
  /** A key without its record, a paid record that nobody has paid, or value taken that no record knows of. */
  readonly lost: string[];
  readonly stuck: string[];
  readonly amounts: string[];
  /** Keys that were answered one thing and are another, or were not answered at the end. */
  readonly answers: string[];
  /** Given back more than once, or what nobody asked back. */
  readonly refundedTwice: string[];
  /** Neither given back outside nor credited here, or credited although it could have gone back. */
  readonly refundsLost: string[];
  /** Somebody else's value was taken, or moved by another method than the record says. */
  readonly strangers: string[];
  /** What is carried is not what was owed and not taken. */
  readonly wronglyCarried: string[];
}

export function noDisagreements(): Disagreements {
  return {
    chargedTwice: [],
    lost: [],
    stuck: [],
    amounts: [],
    answers: [],
    refundedTwice: [],
    refundsLost: [],
    strangers: [],
    wronglyCarried: [],
  };
}
