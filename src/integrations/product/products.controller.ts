import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { markReplayed, respondCreated } from '../../http/response.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { Catalogue } from './catalogue.service.js';
import { CreateProductDto } from './dto/create-product.dto.js';
import { ProductListQueryDto } from './dto/product-list-query.dto.js';
import { ProductListDto } from './dto/product-list.dto.js';
import { ProductDto } from './dto/product.dto.js';

@ApiTags('Products')
@Controller('api/v1/products')
export class ProductsController {
  constructor(private readonly catalogue: Catalogue) {}

  /** A product has no price until one is added; its usage is kept as `pending` until then. */
  @ApiOperation({ summary: 'Create a product' })
  @Refuses('product_already_exists', 'managed_upstream')
  @Post()
  async create(
    @Body() body: CreateProductDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<ProductDto> {
    const product = {
      productId: body.product_id,
      name: body.name,
      productType: body.product_type ?? 'model',
      unitType: body.unit_type ?? 'token',
      description: body.description ?? null,
    };
    const { answer, replayed } = await this.catalogue.createProduct(product, key, request);
    markReplayed(request, replayed);
    respondCreated(request, `/api/v1/products/${encodeURIComponent(answer.product_id)}`);
    return answer;
  }

  /** The catalogue by product_id. */
  @ApiOperation({ summary: 'List products' })
  @Get()
  list(
    @Query() query: ProductListQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<ProductListDto> {
    return this.catalogue.listProducts(query.limit, query.offset, request);
  }

  @ApiOperation({ summary: 'Read a product' })
  @Refuses('product_not_found')
  @Get(':product_id')
  get(@IdParam('product_id') productId: string): Promise<ProductDto> {
    return this.catalogue.getProduct(productId);
  }
}
