/** In a well-formed document: a string, or a number outside of strings. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads a JSON document whose numbers stay text, exactly as they were written: `3E-7` and `0.10` become `"3E-7"` and
 * `"0.10"`. A double would round them without a word. Throws a SyntaxError when it is no JSON.
 */
export function parseExactJson(text: string): unknown {
  const document: unknown = JSON.parse(text);
  if (!/\d/.test(text)) return document;
  return JSON.parse(
    text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  );
}
