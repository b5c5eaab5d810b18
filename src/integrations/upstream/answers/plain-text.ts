/** Most characters that are quoted of what an upstream said. */
const MAX_QUOTED_CHARACTERS = 300;

/**
 * A text of an upstream as the books take it. Postgres stores no NUL and, in JSON, no half of a surrogate pair, which
 * also a cut may leave: a text that it refuses would keep the outcome of its call out of the books for ever.
 */
export function plainText(text: string, most = MAX_QUOTED_CHARACTERS): string {
  return text.slice(0, most).replace(/[\0\p{Cs}]/gu, '\uFFFD');
}
