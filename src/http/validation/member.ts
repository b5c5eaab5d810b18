import type { Type as Class } from '@nestjs/common';

/** The value that a field's text or JSON stands for, or the rule that it breaks ("must not be negative"). */
export type Reading<T> = { readonly value: T } | { readonly rule: string };

/** The other fields of the same object, as they were sent. */
export type Siblings = Readonly<Record<string, unknown>>;

/** What one of our decorators says about a property, beside what class-validator is told. */
export type Member =
  | {
      readonly kind: 'value';
      readonly optional: boolean;
      readonly read: (raw: unknown, siblings: Siblings) => Reading<unknown>;
    }
  | { readonly kind: 'object'; readonly optional: boolean; readonly of: () => Class<object> }
  | {
      readonly kind: 'list';
      readonly optional: boolean;
      readonly of: () => Class<object>;
      readonly min: number;
      readonly max: number;
    };

/** A member, and how many rules class-validator has for it: one more is somebody else's. */
export interface DeclaredMember {
  readonly member: Member;
  readonly rules: number;
}

/** By the prototype that the decorator was given. */
const declared = new WeakMap<object, Map<string, DeclaredMember>>();

export function declareMember(member: Member, rules: number): PropertyDecorator {
  return (prototype, property) => {
    let own = declared.get(prototype);
    if (!own) declared.set(prototype, (own = new Map<string, DeclaredMember>()));
    own.set(String(property), { member, rules });
  };
}

/** The nearest declaration, from the class itself up to what it extends. */
export function findMember(dto: Class<object>, property: string): DeclaredMember | null {
  for (let prototype: unknown = dto.prototype; prototype; prototype = Object.getPrototypeOf(prototype)) {
    const found = declared.get(prototype)?.get(property);
    if (found) return found;
  }
  return null;
}
