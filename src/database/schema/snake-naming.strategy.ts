import { DefaultNamingStrategy } from 'typeorm';

/** Properties are camelCase, columns snake_case. Tables, indexes and constraints are named explicitly. */
export class SnakeNamingStrategy extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
