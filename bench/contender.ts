/** One way of doing the same work: charge one unit of usage to a user, durably, exactly once per key. */
export interface Contender {
  readonly name: string;
  /** How it works, in the few words that the table has room for. */
  readonly note: string;
  /** Answers when the charge is committed; throws when it is anything but completed. */
  charge(userId: string, key: string): Promise<void>;
  close(): Promise<void>;
}

/** What every contender charges. */
export const PRODUCT_ID = 'bench-model';
export const SERVICE_TYPE = 'model_inference';
export const CURRENCY = 'CREDIT';
export const UNIT_PRICE = '0.0000025';
export const USAGE_AMOUNT = '1000';
export const USAGE_DETAILS = { model: 'bench-model', tokens: 1000 };
