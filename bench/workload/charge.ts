/** What every contender charges: one priced usage event, paid from the wallet, within hard quotas. */
export const PRODUCT_ID = 'bench-model';
export const PRICE_ID = 'price_019a0000000070008000000000000000';
export const SERVICE_TYPE = 'model_inference';
export const CURRENCY = 'CREDIT';
export const UNIT_PRICE = '0.0000025';
export const USAGE_AMOUNT = '1000';
/** Price times amount. */
export const CHARGE_AMOUNT = '0.0025';
export const USAGE_DETAILS = { model: 'bench-model', tokens: 1000 };
export const METHOD = 'wallet_deduction';
/** What the record says of it, as JSON text. */
export const CHARGE_LINES = JSON.stringify([
  {
    dimension: 'usage',
    quantity: USAGE_AMOUNT,
    unit_price: UNIT_PRICE,
    amount: CHARGE_AMOUNT,
    kind: 'priced',
  },
]);

/** The organisation whose one quota everybody shares, and who then uses it. */
export const ORGANIZATION_ID = 'bench-org';

/** One charge to be made. */
export interface ChargeOrder {
  readonly payer: Payer;
  readonly organizationId: string | null;
  readonly key: string;
  /** Anything but this outcome ends the benchmark. */
  readonly expected: ExpectedOutcome;
}

/** `no money` is answered with 402, `over quota` with 429; both are recorded as failed. */
export type ExpectedOutcome = 'completed' | 'no money' | 'over quota';

/** A user who pays for himself. */
export interface Payer {
  readonly userId: string;
  readonly accountId: string;
  readonly cell: number;
  readonly quotaId: string;
}
