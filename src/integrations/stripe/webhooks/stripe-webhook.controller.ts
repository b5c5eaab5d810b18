import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentRequest, type RequestContext } from '../../../http/current-request.decorator.js';
import { Refuses } from '../../../http/docs/refuses.decorator.js';
import { WebhookReceivedDto } from './dto/webhook-received.dto.js';
import { StripeWebhook } from './stripe-webhook.service.js';

const SIGNATURE = 'Stripe-Signature';

const EVENT = {
  id: 'evt_1TExample',
  object: 'event',
  type: 'payment_intent.succeeded',
  data: { object: { id: 'pi_1TExample', object: 'payment_intent', status: 'succeeded' } },
};

@ApiTags('Payment methods')
@Controller('api/v1/webhooks')
export class StripeWebhookController {
  constructor(private readonly webhook: StripeWebhook) {}

  /**
   * For Stripe alone: the events of the account that `PAYMENT_CLIENT=stripe` charges with; without that the route does
   * not exist. The body must be as Stripe signed it. An event is kept before it is answered, and acted upon once,
   * however often and in whatever order it comes. Events of other types are kept and nothing else.
   */
  @ApiOperation({
    summary: 'Take an event of Stripe',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'object' },
          examples: { payment: { summary: 'A payment that succeeded', value: EVENT } },
        },
      },
    },
  })
  @ApiHeader({ name: SIGNATURE, required: true, description: 'When it was sent, and the signature.' })
  @Refuses('webhook_signature_invalid', 'route_not_found')
  @Post('stripe')
  @HttpCode(200)
  async receive(@CurrentRequest() request: RequestContext): Promise<WebhookReceivedDto> {
    const signature = request.response.req.headers[SIGNATURE.toLowerCase()];
    await this.webhook.receive(request.signedBody, signature?.toString());
    return { received: true };
  }
}
