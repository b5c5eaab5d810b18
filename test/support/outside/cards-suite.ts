import { beforeAll } from '@jest/globals';
import type { ChargeRequest } from '../../../src/integrations/payer/remote-payer.js';
import { HttpPaymentPayer } from '../../../src/integrations/payment/http-payment.payer.js';
import type { OtherRefunds } from '../../../src/integrations/payment/other-refunds.js';
import { PaymentServiceApi } from '../../../src/integrations/payment/payment-service.api.js';
import { chargeOf } from './payer-calls.js';
import { type PayerSuite, payerSuite } from './payer-suite.js';

export const SECRET = 's3cret';
/** No other record names these payments. */
const NO_OTHERS: OtherRefunds = { of: async () => 'none' };

export interface CardsSuite extends Pick<PayerSuite<'payment'>, 'fake'> {
  readonly payer: HttpPaymentPayer;
  payerWith(generation: 'v1' | 'v2', secret?: string): HttpPaymentPayer;
}

/** The fake payment service and the payer of cards that calls it, of the later generation unless told otherwise. */
export function cardsSuite(): CardsSuite {
  const suite = payerSuite('payment', { generation: 'v2' }, { secret: SECRET });
  const payerWith = (generation: 'v1' | 'v2', secret = SECRET) =>
    new HttpPaymentPayer(new PaymentServiceApi(suite.http, generation, secret), NO_OTHERS);
  let payer: HttpPaymentPayer | undefined;

  beforeAll(() => {
    payer = payerWith('v2');
  });

  return {
    fake: suite.fake,
    payerWith,
    get payer() {
      if (payer === undefined)
        throw new Error('The payer exists from beforeAll on: use it in a hook or a test.');
      return payer;
    },
  };
}

export const inDollars = (overrides: Parameters<typeof chargeOf>[0] = {}): ChargeRequest =>
  chargeOf({ currency: 'USD', token: 'pm_card', ...overrides });
