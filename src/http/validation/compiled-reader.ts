import type { Type as Class } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { findMember, type Member } from './member.js';

/** Makes the DTO of what was sent, or answers null where any rule is broken: whoever names the rules is asked then. */
export type CompiledReader<T extends object = object> = (sent: Readonly<Record<string, unknown>>) => T | null;

interface Property {
  readonly name: string;
  readonly optional: boolean;
  /** Null stays null where class-transformer leaves it; a field's own reader makes it undefined. */
  readonly keepsNull: boolean;
  /** What was sent as it is kept, or {@link BROKEN}. */
  readonly read: (raw: unknown, sent: Readonly<Record<string, unknown>>) => unknown;
}

const BROKEN = Symbol('broken');

/**
 * Reads a DTO in one pass over its properties. class-transformer and class-validator find out for each request anew
 * what the decorators said; here that is done once. Null for a class with rules that are not of our own decorators:
 * class-validator knows the class, and it alone has the last word.
 */
export function compileReader<T extends object>(dto: Class<T>): CompiledReader<T> | null {
  const properties = propertiesOf(dto);
  if (properties === null) return null;
  return (sent) => {
    const instance = new dto();
    return fill(instance as Record<string, unknown>, sent, properties) ? instance : null;
  };
}

function propertiesOf(dto: Class<object>): Property[] | null {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const counts = new Map<string, number>();
  for (const { propertyName } of rules) counts.set(propertyName, (counts.get(propertyName) ?? 0) + 1);
  const properties: Property[] = [];
  for (const [name, count] of counts) {
    const found = findMember(dto, name);
    const read = found?.rules === count ? readerOf(found.member) : null;
    if (!found || !read) return null;
    const { optional, kind } = found.member;
    properties.push({ name, optional, keepsNull: kind !== 'value', read });
  }
  return properties;
}

function fill(
  instance: Record<string, unknown>,
  sent: Readonly<Record<string, unknown>>,
  properties: readonly Property[],
): boolean {
  for (const { name, optional, keepsNull, read } of properties) {
    const raw = sent[name];
    if (raw === undefined || raw === null) {
      // Absent leaves the property's initialiser in place; null, or undefined said aloud, does not.
      if (Object.hasOwn(sent, name)) instance[name] = keepsNull ? raw : undefined;
    } else {
      const value = read(raw, sent);
      if (value === BROKEN) return false;
      instance[name] = value;
    }
    if (!optional && (instance[name] ?? undefined) === undefined) return false;
  }
  return true;
}

function readerOf(member: Member): Property['read'] | null {
  if (member.kind === 'value') {
    return (raw, sent) => {
      const reading = member.read(raw, sent);
      return 'value' in reading ? reading.value : BROKEN;
    };
  }
  const readPart = compileReader(member.of());
  if (readPart === null) return null;
  const readObject = (raw: unknown) => (isObject(raw) ? (readPart(raw) ?? BROKEN) : BROKEN);
  if (member.kind === 'object') return readObject;
  return (raw) => {
    if (!Array.isArray(raw) || raw.length < member.min || raw.length > member.max) return BROKEN;
    const items = raw.map(readObject);
    return items.includes(BROKEN) ? BROKEN : items;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
