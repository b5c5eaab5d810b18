import { PaymentMethodDto } from './payment-method.dto.js';

/** The cards of one account, the one that a charge takes first on top. */
export class PaymentMethodListDto {
  /** Oldest first. */
  payment_methods: PaymentMethodDto[];
}
