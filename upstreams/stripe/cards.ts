import type { Form } from './form.js';
import { SPENT } from './payments.js';
import { invalidRequest, noSuch, StripeFault } from './stripe-fault.js';
import { type Customer, newId, nowS, type PaymentMethod, type Tables } from './tables.js';
import { TEST_CARDS } from './test-cards.js';

/** Customers and the cards that are saved with them. */
export class Cards {
  constructor(private readonly tables: Tables) {}

  createCustomer(form: Form): Customer {
    const customer: Customer = {
      id: newId('cus'),
      object: 'customer',
      created: nowS(),
      livemode: false,
      metadata: form.group('metadata'),
    };
    this.tables.customers.set(customer.id, customer);
    return customer;
  }

  customer(id: string): Customer {
    const customer = this.tables.customers.get(id);
    if (customer) return customer;
    throw new StripeFault(404, noSuch('customer', id, 'id').error);
  }

  /** A test card's own id stands for a new card each time. */
  attach(id: string, form: Form): PaymentMethod {
    const customer = form.required('customer');
    if (!this.tables.customers.has(customer)) throw noSuch('customer', customer, 'customer');
    if (this.tables.spent.has(id)) throw invalidRequest(SPENT);
    const method = this.tables.paymentMethods.get(id) ?? this.newCard(id);
    if (method.customer !== null && method.customer !== customer) {
      throw invalidRequest('The payment method you provided has already been attached to a customer.');
    }
    if (TEST_CARDS[id]?.attach === 'declined') {
      const message = 'Your card was declined.';
      throw new StripeFault(
        402,
        { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message },
        true,
      );
    }
    this.tables.paymentMethods.set(method.id, method);
    method.customer = customer;
    return method;
  }

  detach(id: string): PaymentMethod {
    const method = this.method(id);
    if (method.customer === null) {
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    }
    method.customer = null;
    this.tables.spent.add(id);
    return method;
  }

  method(id: string): PaymentMethod {
    const method = this.tables.paymentMethods.get(id);
    if (method) return method;
    throw new StripeFault(404, noSuch('PaymentMethod', id, 'payment_method').error);
  }

  private newCard(testId: string): PaymentMethod {
    const card = TEST_CARDS[testId];
    if (!card) throw new StripeFault(404, noSuch('PaymentMethod', testId, 'payment_method').error);
    const method: PaymentMethod = {
      id: newId('pm'),
      object: 'payment_method',
      created: nowS(),
      livemode: false,
      type: card.brand === 'us_bank_account' ? 'us_bank_account' : 'card',
      card: { brand: card.brand, last4: card.last4 },
      customer: null,
      metadata: {},
    };
    this.tables.cards.set(method.id, card);
    return method;
  }
}
