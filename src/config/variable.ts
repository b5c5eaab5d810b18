import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateBy } from 'class-validator';
import { type AddressPart, addressRule, isHttpAddress } from './http-address.js';

/** One environment variable, as docs/configuration.md and .env.example describe it. */
export interface Variable {
  readonly name: string;
  /** What holds when it is unset, in words or as the value; null: nothing. */
  readonly default: string | null;
  readonly meaning: string;
  /** What it may be, as a phrase that follows "must be". */
  readonly rule: string;
}

type Description = Pick<Variable, 'default' | 'meaning'>;

const declared: Variable[] = [];

/** Every variable that the service reads, in the order of the documentation. */
export const VARIABLES: readonly Variable[] = declared;

export function IntegerVariable(description: Description & { min: number; max: number }): PropertyDecorator {
  const { min, max } = description;
  const rule = `a whole number from ${min} to ${max}`;
  return declare(description, rule, [
    Transform(({ value }) => toInteger(value as string | undefined)),
    IsInt({ message: rule }),
    Min(min, { message: rule }),
    Max(max, { message: rule }),
  ]);
}

export function ChoiceVariable(description: Description & { of: readonly string[] }): PropertyDecorator {
  const rule = `one of ${description.of.join(', ')}`;
  return declare(description, rule, [IsIn([...description.of], { message: rule })]);
}

/** `true` or `false`, also as `1` or `0`. */
export function FlagVariable(description: Description): PropertyDecorator {
  const rule = 'true or false';
  return declare(description, rule, [
    Transform(({ value }) => toFlag(value as string | undefined)),
    IsIn([true, false], { message: rule }),
  ]);
}

export function TextVariable(
  description: Description & { rule: string; pattern: RegExp; maxLength?: number },
): PropertyDecorator {
  const { rule, pattern, maxLength = 4096 } = description;
  return declare(description, rule, [
    IsString({ message: rule }),
    MaxLength(maxLength, { message: rule }),
    Matches(pattern, { message: rule }),
  ]);
}

/** The address of another service; `takes` are the parts that are made use of. */
export function AddressVariable(
  description: Description & { takes: readonly AddressPart[] },
): PropertyDecorator {
  const rule = addressRule(description.takes);
  const validate = (value: unknown) => isHttpAddress(value, description.takes);
  return declare(description, rule, [
    MaxLength(4096, { message: rule }),
    ValidateBy({ name: 'isHttpAddress', validator: { validate } }, { message: rule }),
  ]);
}

function declare({ default: fallback, meaning }: Description, rule: string, checks: PropertyDecorator[]) {
  return (target: object, property: string | symbol): void => {
    declared.push({ name: String(property), default: fallback, meaning, rule });
    for (const decorate of [IsOptional(), ...checks]) decorate(target, property);
  };
}

/** Text that is no whole number stays text, for `IsInt` to refuse. */
function toInteger(value: string | undefined): number | string | undefined {
  return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function toFlag(value: string | undefined): boolean | string | undefined {
  const text = value?.toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : value;
}
