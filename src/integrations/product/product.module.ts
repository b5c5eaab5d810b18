import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PriceEntity } from '../../database/entities/price.entity.js';
import { ProductEntity } from '../../database/entities/product.entity.js';
import { SubscriptionModule } from '../subscription/subscription.module.js';
import { Catalogue } from './catalogue.service.js';
import { CatalogueStore } from './catalogue.store.js';
import { EmbeddedProductClient } from './embedded-product.client.js';
import { PricesController } from './prices.controller.js';
import { ProductPricing } from './pricing.service.js';
import { PRODUCT_CLIENT } from './product.client.js';
import { ProductsController } from './products.controller.js';

/** The product catalogue, and the client by which the other rooms read it. */
@Module({
  imports: [TypeOrmModule.forFeature([ProductEntity, PriceEntity]), SubscriptionModule],
  controllers: [ProductsController, PricesController],
  providers: [
    Catalogue,
    CatalogueStore,
    ProductPricing,
    { provide: PRODUCT_CLIENT, useClass: EmbeddedProductClient },
  ],
  exports: [PRODUCT_CLIENT, Catalogue],
})
export class ProductModule {}
