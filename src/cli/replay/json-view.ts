import { ApiError } from './billing-api.js';

/** Reads the members of a JSON answer, and says which one is missing instead of going on with `undefined`. */
export class JsonView {
  private constructor(
    private readonly where: string,
    private readonly members: Readonly<Record<string, unknown>>,
  ) {}

  static of(value: unknown, where: string): JsonView {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ApiError(`${where} is not a JSON object`);
    }
    return new JsonView(where, value as Record<string, unknown>);
  }

  text(name: string): string {
    const value = this.members[name];
    if (typeof value !== 'string') throw this.missing(name, 'text');
    return value;
  }

  textOrNull(name: string): string | null {
    const value = this.members[name];
    return typeof value === 'string' ? value : null;
  }

  number(name: string): number {
    const value = this.members[name];
    if (typeof value !== 'number') throw this.missing(name, 'a number');
    return value;
  }

  /** A member that is an object; absent or null reads as one without members. */
  object(name: string): JsonView {
    return JsonView.of(this.members[name] ?? {}, `${this.where}.${name}`);
  }

  list(name: string): JsonView[] {
    const value = this.members[name];
    if (!Array.isArray(value)) throw this.missing(name, 'a list');
    return value.map((item, index) => JsonView.of(item, `${this.where}.${name}[${index}]`));
  }

  private missing(name: string, kind: string): ApiError {
    return new ApiError(`${this.where}: "${name}" is not ${kind}`);
  }
}
