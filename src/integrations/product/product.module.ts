import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { PriceEntity } from '../../database/entities/price.entity.js';
import { ProductEntity } from '../../database/entities/product.entity.js';
import { EngineModule } from '../../engine/engine.module.js';
import { SubscriptionModule } from '../subscription/subscription.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { Catalogue } from './catalogue.service.js';
import { CatalogueStore } from './catalogue.store.js';
import { EmbeddedProductClient } from './embedded-product.client.js';
import { PricesController } from './prices.controller.js';
import { ProductPricing } from './pricing.service.js';
import { PRICE_FRESHNESS } from './price-freshness.port.js';
import { PRODUCT_CLIENT, type ProductClient } from './product.client.js';
import { ProductsController } from './products.controller.js';
import { HttpProductClient } from './remote/http-product.client.js';
import { PriceFetch } from './remote/price-fetch.js';
import { PriceFreshness } from './remote/price-freshness.js';
import { PriceIntake } from './remote/price-intake.js';
import { PriceRefresh } from './remote/price-refresh.service.js';
import { PricingSource } from './remote/pricing-source.js';
import { UnknownProducts } from './remote/unknown-products.js';
import { UpstreamPriceStore } from './remote/upstream-price.store.js';

/** What keeps the product service's prices as versions of ours; idle where prices are our own. */
const REMOTE_PRICES = [
  PricingSource,
  UpstreamPriceStore,
  PriceIntake,
  PriceFetch,
  PriceFreshness,
  PriceRefresh,
  UnknownProducts,
];

function clientOf(
  { integrations }: AppConfig,
  embedded: EmbeddedProductClient,
  http: HttpProductClient,
): ProductClient {
  return integrations.product.client === 'http' ? http : embedded;
}

/** The product catalogue, and the client by which the other rooms read it. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ProductEntity, PriceEntity]),
    EngineModule,
    SubscriptionModule,
    UpstreamModule,
  ],
  controllers: [ProductsController, PricesController],
  providers: [
    Catalogue,
    CatalogueStore,
    ProductPricing,
    EmbeddedProductClient,
    HttpProductClient,
    ...REMOTE_PRICES,
    { provide: PRICE_FRESHNESS, useExisting: PriceFreshness },
    {
      provide: PRODUCT_CLIENT,
      useFactory: clientOf,
      inject: [APP_CONFIG, EmbeddedProductClient, HttpProductClient],
    },
  ],
  exports: [PRODUCT_CLIENT, PRICE_FRESHNESS, Catalogue],
})
export class ProductModule {}
