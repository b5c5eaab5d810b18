import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { declareMember, type Reading, type Siblings } from './member.js';

export type { Reading, Siblings } from './member.js';

export interface FieldOptions {
  /** Absent and null are fine, and both become `undefined`. */
  readonly optional?: boolean;
  /** The OpenAPI text where the property's docstring is not enough. */
  readonly description?: string;
  readonly example?: unknown;
}

/**
 * What stands in a property whose value could not be read. No JSON document can produce an instance of it, so a
 * property holds either a value that was read or this.
 */
export class Unreadable {
  constructor(
    readonly ruleName: string,
    readonly rule: string,
  ) {}
}

/**
 * The base of every field decorator: class-transformer reads the value once, into what the code works with, and
 * class-validator reports what could not be read.
 */
export function field<T>(
  ruleName: string,
  read: (raw: unknown, siblings: Siblings) => Reading<T>,
  options: FieldOptions,
  schema: ApiPropertyOptions,
): PropertyDecorator {
  const optional = options.optional ?? false;
  return applyDecorators(
    ApiProperty({ required: !optional, ...documented(options), ...schema } as ApiPropertyOptions),
    // Keeps class-transformer from walking into what was sent: a member called `constructor` would break it.
    Type(() => Boolean),
    Transform(({ obj, key }) => {
      const raw: unknown = (obj as Siblings)[key];
      if (raw === undefined || raw === null) return undefined;
      const reading = read(raw, obj as Siblings);
      return 'value' in reading ? reading.value : new Unreadable(ruleName, reading.rule);
    }),
    ValidateBy({
      name: ruleName,
      validator: {
        validate: (value: unknown) => (value === undefined ? optional : !(value instanceof Unreadable)),
        defaultMessage: (args) =>
          args?.value instanceof Unreadable ? `$property ${args.value.rule}` : '$property is required',
      },
    }),
    declareMember({ kind: 'value', optional, read }, 1),
  );
}

function documented(options: FieldOptions): Pick<FieldOptions, 'description' | 'example'> {
  return {
    ...(options.description !== undefined && { description: options.description }),
    ...(options.example !== undefined && { example: options.example }),
  };
}
