import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import { readId } from './is-id.js';

/** An id in the path, under the same rules as in a body: `@IdParam('user_id') userId: string`. */
export function IdParam(name: string): ParameterDecorator {
  return Param(name, new IdPipe(name));
}

@Injectable()
class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(raw: string): string {
    const reading = readId(raw);
    if ('value' in reading) return reading.value;
    throw new DomainError(invalid({ field: this.name, rule: 'id', message: `${this.name} ${reading.rule}` }));
  }
}
