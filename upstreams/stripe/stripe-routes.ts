import { Cards } from './cards.js';
import type { Form } from './form.js';
import { listOf, searchOf } from './lists.js';
import { Payments } from './payments.js';
import { Refunds } from './refunds.js';
import type { Tables } from './tables.js';

/** One request: what its path names, and what it carries. */
export interface StripeCall {
  readonly id: string;
  readonly form: Form;
}

type Handler = (call: StripeCall) => object;

/** The part of Stripe's API that this service calls, by method and path; `*` stands for an id. */
export class StripeRoutes {
  readonly payments: Payments;
  readonly refunds: Refunds;
  private readonly cards: Cards;
  private readonly handlers: ReadonlyMap<string, Handler>;
  /** How far the search index is behind. */
  searchLagS = 60;

  constructor(
    private readonly tables: Tables,
    tell: (type: string, object: object) => void,
  ) {
    this.payments = new Payments(tables, tell);
    this.refunds = new Refunds(tables, tell);
    this.cards = new Cards(tables);
    this.handlers = new Map<string, Handler>([
      ['POST /v1/customers', ({ form }) => this.cards.createCustomer(form)],
      ['GET /v1/customers/*', ({ id }) => this.cards.customer(id)],
      ['GET /v1/payment_methods', ({ form }) => this.listMethods(form)],
      ['GET /v1/payment_methods/*', ({ id }) => this.cards.method(id)],
      ['POST /v1/payment_methods/*/attach', ({ id, form }) => this.cards.attach(id, form)],
      ['POST /v1/payment_methods/*/detach', ({ id }) => this.cards.detach(id)],
      ['POST /v1/payment_intents', ({ form }) => this.payments.create(form)],
      ['GET /v1/payment_intents', ({ form }) => this.listPayments(form)],
      ['GET /v1/payment_intents/search', ({ form }) => this.searchPayments(form)],
      ['GET /v1/payment_intents/*', ({ id }) => this.payments.get(id)],
      ['POST /v1/payment_intents/*/cancel', ({ id, form }) => this.payments.cancel(id, form)],
      ['POST /v1/refunds', ({ form }) => this.refunds.create(form)],
      ['GET /v1/refunds', ({ form }) => this.listRefunds(form)],
      ['GET /v1/refunds/*', ({ id }) => this.refunds.get(id)],
    ]);
  }

  /** Null for what is not among them. */
  find(method: string, path: string): { readonly handler: Handler; readonly id: string } | null {
    const exact = this.handlers.get(`${method} ${path}`);
    if (exact) return { handler: exact, id: '' };
    const [, version = '', resource = '', id = '', action] = path.split('/');
    const pattern = `/${version}/${resource}/*${action === undefined ? '' : `/${action}`}`;
    const handler = this.handlers.get(`${method} ${pattern}`);
    return handler ? { handler, id: decodeURIComponent(id) } : null;
  }

  private listPayments(form: Form): object {
    const customer = form.maybe('customer');
    return listOf(
      this.tables.paymentIntents,
      form,
      '/v1/payment_intents',
      (intent) => customer === null || intent.customer === customer,
    );
  }

  private searchPayments(form: Form): object {
    return searchOf(this.tables.paymentIntents, form, '/v1/payment_intents/search', this.searchLagS);
  }

  private listRefunds(form: Form): object {
    const [intent, charge] = [form.maybe('payment_intent'), form.maybe('charge')];
    return listOf(
      this.tables.refunds,
      form,
      '/v1/refunds',
      (refund) =>
        (intent === null || refund.payment_intent === intent) &&
        (charge === null || refund.charge === charge),
    );
  }

  private listMethods(form: Form): object {
    const customer = form.required('customer');
    return listOf(
      this.tables.paymentMethods,
      form,
      '/v1/payment_methods',
      (method) => method.customer === customer,
    );
  }
}
