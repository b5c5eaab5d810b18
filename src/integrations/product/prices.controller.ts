import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { markReplayed, respondCreated } from '../../http/response.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { Catalogue } from './catalogue.service.js';
import { AddPriceDto } from './dto/add-price.dto.js';
import { PriceListDto } from './dto/price-list.dto.js';
import { PriceDto } from './dto/price.dto.js';
import { PricingQueryDto } from './dto/pricing-query.dto.js';
import { PricingDto } from './dto/pricing.dto.js';
import { priceRequestOf } from './price-request.js';
import { ProductPricing } from './pricing.service.js';

@ApiTags('Products')
@Controller('api/v1')
export class PricesController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly pricing: ProductPricing,
  ) {}

  /** Prices are never edited: a change is a new version from its own date on. */
  @ApiOperation({ summary: 'Add a price' })
  // Not the demo's product: trying the example out must not change what the first flow costs.
  @ApiParam({ name: 'product_id', example: 'my-model' })
  @Refuses('product_not_found', 'price_already_exists', 'limit_reached', 'managed_upstream')
  @Post('products/:product_id/prices')
  async add(
    @IdParam('product_id') productId: string,
    @Body() body: AddPriceDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<PriceDto> {
    const { answer, replayed } = await this.catalogue.addPrice(priceRequestOf(productId, body), key, request);
    markReplayed(request, replayed);
    respondCreated(request, `/api/v1/products/${encodeURIComponent(productId)}/prices`);
    return answer;
  }

  /** Every version, oldest first. */
  @ApiOperation({ summary: 'List the prices of a product' })
  @Refuses('product_not_found')
  @Get('products/:product_id/prices')
  list(@IdParam('product_id') productId: string): Promise<PriceListDto> {
    return this.catalogue.listPrices(productId);
  }

  /** What a unit costs now, and whether a subscription of the user includes the product. */
  @ApiOperation({ summary: 'Read what a product costs now' })
  @Refuses('product_pricing_not_found', 'price_unavailable')
  @Get(['products/:product_id/pricing', 'product/products/:product_id/pricing'])
  pricingOf(@IdParam('product_id') productId: string, @Query() query: PricingQueryDto): Promise<PricingDto> {
    return this.pricing.pricingOf(productId, {
      userId: query.user_id ?? null,
      subscriptionId: query.subscription_id ?? null,
    });
  }
}
