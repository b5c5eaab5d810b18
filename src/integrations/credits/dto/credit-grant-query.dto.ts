import { IsInteger } from '../../../http/validation/is-integer.js';
import { AccountFieldsDto } from '../../account/account-fields.dto.js';

export class CreditGrantQueryDto extends AccountFieldsDto {
  @IsInteger({ optional: true, min: 1, max: 500, default: 50, description: 'Most rows in the answer.' })
  limit: number = 50;

  @IsInteger({ optional: true, min: 0, max: 10_000, default: 0, description: 'Rows to skip.' })
  offset: number = 0;
}
