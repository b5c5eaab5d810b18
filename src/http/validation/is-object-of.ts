import { applyDecorators, type Type as Class } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { declareMember } from './member.js';

/** An object, validated as `part()` says. */
export function IsObjectOf(
  part: () => Class<object>,
  options: { readonly optional?: boolean } = {},
): PropertyDecorator {
  const { optional = false } = options;
  const rules = [
    ...(optional ? [IsOptional()] : []),
    IsObject({ message: '$property must be an object' }),
    ValidateNested(),
  ];
  return applyDecorators(
    ...rules,
    Type(part),
    declareMember({ kind: 'object', optional, of: part }, rules.length),
  );
}
