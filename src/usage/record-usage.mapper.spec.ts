import { describe, expect, it } from '@jest/globals';
import { formatQuantity } from '../domain/decimal.js';
import { DomainError, type FieldError } from '../domain/problems/problems.js';
import { validate } from '../http/validation/validation.pipe.js';
import { RecordUsageDto } from './dto/record-usage.dto.js';
import { toChargeCommand } from './record-usage.mapper.js';

const LEAST = {
  user_id: 'user123',
  product_id: 'gpt-4',
  service_type: 'model_inference',
  usage_amount: 1000,
};

function commandOf(body: object) {
  return toChargeCommand(validate(RecordUsageDto, body));
}

function errorsOf(body: object): readonly FieldError[] {
  try {
    commandOf(body);
  } catch (error) {
    if (error instanceof DomainError) return error.facts['errors'] as readonly FieldError[];
    throw error;
  }
  return [];
}

describe('a usage event as it arrives', () => {
  it("is read as the specification's example sends it", () => {
    const command = commandOf({
      ...LEAST,
      billing_method: 'wallet_deduction',
      organization_id: 'org456',
      session_id: 'session789',
      usage_details: { tokens: 1000, model: 'gpt-4' },
    });
    expect({
      ...command,
      usage: { ...command.usage, usageAmount: formatQuantity(command.usage.usageAmount) },
    }).toEqual({
      type: 'charge',
      account: { type: 'user', id: 'user123' },
      usage: {
        userId: 'user123',
        organizationId: 'org456',
        agentId: null,
        subscriptionId: null,
        sessionId: 'session789',
        requestId: null,
        productId: 'gpt-4',
        serviceType: 'model_inference',
        usageAmount: '1000',
        usageDetails: { tokens: 1000, model: 'gpt-4' },
        usageTimestamp: null,
      },
      method: 'wallet_deduction',
      paymentMethodId: null,
    });
  });

  it('lets the waterfall choose where no method is named', () => {
    expect(commandOf(LEAST).method).toBeNull();
  });

  it("reads the platform's later name for credits as ours", () => {
    expect(commandOf({ ...LEAST, billing_method: 'subscription_credit' }).method).toBe('credit_consumption');
  });

  it.each([
    ['the user', {}, { type: 'user', id: 'user123' }],
    [
      'the user, whatever organisation it is attributed to',
      { organization_id: 'org456' },
      { type: 'user', id: 'user123' },
    ],
    [
      'the billing account where one is named',
      { billing_account_type: 'organization', billing_account_id: 'org456' },
      { type: 'organization', id: 'org456' },
    ],
  ])('is paid by %s', (_, fields, account) => {
    expect(commandOf({ ...LEAST, ...fields }).account).toEqual(account);
  });

  it.each([
    ['at the top', { subscription_id: 'sub123' }],
    ['in the pricing context', { pricing_context: { subscription_id: 'sub123' } }],
    ['in both places', { subscription_id: 'sub123', pricing_context: { subscription_id: ' sub123 ' } }],
    [
      'and is empty in the other place',
      { subscription_id: 'sub123', pricing_context: { subscription_id: '' } },
    ],
  ])('names its subscription %s', (_, fields) => {
    expect(commandOf({ ...LEAST, ...fields }).usage.subscriptionId).toBe('sub123');
  });

  it('takes null and an empty optional id for absent', () => {
    const nothing = {
      subscription_id: '',
      organization_id: null,
      usage_details: null,
      pricing_context: null,
    };
    const { usage } = commandOf({ ...LEAST, ...nothing, usage_timestamp: null, billing_method: null });
    expect(usage).toMatchObject({
      subscriptionId: null,
      organizationId: null,
      usageDetails: null,
      usageTimestamp: null,
    });
  });

  it('keeps its own time', () => {
    const { usage } = commandOf({ ...LEAST, usage_timestamp: '2025-10-11T05:09:58+02:00' });
    expect(usage.usageTimestamp).toBe(Date.UTC(2025, 9, 11, 3, 9, 58));
  });

  it.each([
    ['user_id', { user_id: undefined }],
    ['user_id', { user_id: '  ' }],
    ['product_id', { product_id: 7 }],
    ['service_type', { service_type: 'teleportation' }],
    ['usage_amount', { usage_amount: -1 }],
    ['usage_amount', { usage_amount: '1e3' }],
    ['billing_method', { billing_method: 'barter' }],
    ['usage_details', { usage_details: [1] }],
    ['usage_timestamp', { usage_timestamp: 'yesterday' }],
    ['billing_account_id', { billing_account_type: 'user' }],
    ['billing_account_type', { billing_account_id: 'user123' }],
    ['pricing_context.subscription_id', { subscription_id: 'a', pricing_context: { subscription_id: 'b' } }],
    ['pricing_context', { pricing_context: 'sub123' }],
  ])('is refused by name when %s breaks a rule (%j)', (field, fields) => {
    expect(errorsOf({ ...LEAST, ...fields }).map((error) => error.field)).toEqual([field]);
  });
});
