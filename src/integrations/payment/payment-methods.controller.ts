import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { markReplayed, respondCreated } from '../../http/response.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { AccountFieldsDto } from '../account/account-fields.dto.js';
import { namedAccount } from '../account/named-account.js';
import { AddPaymentMethodDto } from './dto/add-payment-method.dto.js';
import { PaymentMethodListDto } from './dto/payment-method-list.dto.js';
import { PaymentMethodDto } from './dto/payment-method.dto.js';
import { PaymentMethodsService } from './payment-methods.service.js';

const PATH = 'api/v1/payment-methods';

@ApiTags('Payment methods')
@Controller(PATH)
export class PaymentMethodsController {
  constructor(private readonly methods: PaymentMethodsService) {}

  /** From now on the card can pay for the account's usage: named, or when nothing else can pay. */
  @ApiOperation({ summary: 'Add a payment method' })
  @Refuses('limit_reached', 'payment_declined', 'upstream_unavailable')
  @Post()
  async add(
    @Body() body: AddPaymentMethodDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<PaymentMethodDto> {
    const { method, replayed } = await this.methods.add(namedAccount(body), body.token, key);
    markReplayed(request, replayed);
    respondCreated(request, `/${PATH}/${method.payment_method_id}`);
    return method;
  }

  /**
   * The cards of an account that the payment service in use charges, oldest first: the order in which charges take them.
   * What another payment service keeps is listed again when that one is in use.
   */
  @ApiOperation({ summary: 'List payment methods' })
  @Get()
  async list(@Query() account: AccountFieldsDto): Promise<PaymentMethodListDto> {
    return { payment_methods: await this.methods.list(namedAccount(account)) };
  }

  /** One card. */
  @ApiOperation({ summary: 'Read a payment method' })
  @Refuses('payment_method_not_found')
  @Get(':payment_method_id')
  get(@IdParam('payment_method_id') paymentMethodId: string): Promise<PaymentMethodDto> {
    return this.methods.get(paymentMethodId);
  }

  /** The card pays for nothing new. Payments under way and refunds of earlier ones are not touched. */
  @ApiOperation({ summary: 'Remove a payment method' })
  @Refuses('payment_method_not_found')
  @Delete(':payment_method_id')
  @HttpCode(204)
  async remove(
    @IdParam('payment_method_id') paymentMethodId: string,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<void> {
    const { replayed } = await this.methods.remove(paymentMethodId, key);
    markReplayed(request, replayed);
  }
}
