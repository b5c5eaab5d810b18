/** Injection token of the {@link ErrorTranslator}. */
export const ERROR_TRANSLATOR = Symbol('ErrorTranslator');

/** Knows errors of rooms that `http` may not import, the database's above all; null for what it does not know. */
export type ErrorTranslator = (error: unknown) => Error | null;
