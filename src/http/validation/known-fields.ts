import type { Type as Class } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { findMember, type Member } from './member.js';

/** The properties of a DTO that have rules. What is sent beside them is dropped. */
export function fieldsOf(dto: Class<object>): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

/**
 * What was sent without the fields that the DTO does not know, on every level. class-transformer walks into those too
 * before they are dropped, and a member called `constructor` makes it fall over.
 */
export function knownFields(dto: Class<object>, sent: object): Record<string, unknown> {
  const known: Record<string, unknown> = {};
  for (const name of fieldsOf(dto)) {
    if (!Object.hasOwn(sent, name)) continue;
    const value = (sent as Record<string, unknown>)[name];
    const member = findMember(dto, name)?.member;
    known[name] = member === undefined ? value : knownParts(member, value);
  }
  return known;
}

function knownParts(member: Member, value: unknown): unknown {
  if (member.kind === 'value' || typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return knownFields(member.of(), value);
  return value.map((item: unknown) => (Array.isArray(item) ? item : knownParts(member, item)));
}
