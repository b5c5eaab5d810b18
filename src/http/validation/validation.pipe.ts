import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import { type CompiledReader, compileReader } from './compiled-reader.js';
import { fieldErrorsOf, refusalOf } from './field-errors.js';
import { fieldsOf, knownFields } from './known-fields.js';

/**
 * Turns a body, a query or path parameters into the DTO that the handler names, or refuses them all at once. Fields
 * that the DTO does not know are dropped.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  private readonly validated = new WeakMap<ClassConstructor<object>, boolean>();

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const dto = metadata.metatype as ClassConstructor<object> | undefined;
    if (metadata.type === 'custom' || dto === undefined || !this.isValidated(dto)) return value;
    return validate(dto, value ?? {});
  }

  /** Whether the class has rules; a string parameter's `String` has none. */
  private isValidated(dto: ClassConstructor<object>): boolean {
    let answer = this.validated.get(dto);
    if (answer === undefined) {
      answer = fieldsOf(dto).length > 0;
      this.validated.set(dto, answer);
    }
    return answer;
  }
}

/** For shapes that do not come as a whole body: one item of a batch, one line. Throws `validation_failed`. */
export function validate<T extends object>(dto: ClassConstructor<T>, value: unknown): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DomainError(
      invalid({ field: 'body', rule: 'json_object', message: 'the body must be a JSON object' }),
    );
  }
  return readerOf(dto)?.(value as Record<string, unknown>) ?? validateByClass(dto, value);
}

const readers = new WeakMap<ClassConstructor<object>, CompiledReader | null>();

function readerOf<T extends object>(dto: ClassConstructor<T>): CompiledReader<T> | null {
  let reader = readers.get(dto) as CompiledReader<T> | null | undefined;
  if (reader === undefined) {
    reader = compileReader(dto);
    readers.set(dto, reader);
  }
  return reader;
}

/** The long way: it names every rule that is broken. Throws `validation_failed`. */
export function validateByClass<T extends object>(dto: ClassConstructor<T>, value: object): T {
  const instance = plainToInstance(dto, knownFields(dto, value));
  const errors = validateSync(instance, {
    whitelist: true,
    forbidUnknownValues: false,
    stopAtFirstError: true,
  });
  if (errors.length > 0) throw new DomainError(refusalOf(fieldErrorsOf(errors)));
  return instance;
}
