import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { declareMember } from './member.js';

export interface ListOptions {
  readonly optional?: boolean;
  readonly min?: number;
  /** 100 unless told. */
  readonly max?: number;
  readonly description?: string;
}

/** A bounded list of objects, each validated as `item()` says. */
export function IsListOf(item: () => Class<object>, options: ListOptions = {}): PropertyDecorator {
  const { optional = false, min = 0, max = 100, description } = options;
  const rules = [
    ...(optional ? [IsOptional()] : []),
    IsArray({ message: '$property must be a list' }),
    ArrayMinSize(min, { message: `$property must have at least ${min} items` }),
    ArrayMaxSize(max, { message: `$property must have at most ${max} items` }),
    // ValidateNested alone goes through lists in the list.
    IsObject({ each: true, message: '$property must be a list of objects' }),
    ValidateNested({ each: true }),
  ];
  return applyDecorators(
    ApiProperty({
      type: () => [item()],
      required: !optional,
      minItems: min,
      maxItems: max,
      ...(description !== undefined && { description }),
    }),
    ...rules,
    Type(item),
    declareMember({ kind: 'list', optional, of: item, min, max }, rules.length),
  );
}
