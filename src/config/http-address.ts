/** What the address of a service may have beside scheme, host and port. */
export type AddressPart = 'user and password' | 'path';

/** As a phrase that follows "must be". What is not made use of is named: it would be dropped without a word. */
export function addressRule(taken: readonly AddressPart[]): string {
  const credentials = taken.includes('user and password') ? [] : ['user, password'];
  const refused = [...credentials, ...(taken.includes('path') ? [] : ['path'])].join(', ');
  return `a URL like http://host:8080 without ${refused === '' ? '' : `${refused} or `}query`;
}

export function isHttpAddress(text: unknown, taken: readonly AddressPart[]): boolean {
  if (typeof text !== 'string' || !/^https?:\/\/[^/\s?#\\][^\s?#\\]*$/i.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const { username, password, pathname } = new URL(text);
  if (username + password !== '' && !taken.includes('user and password')) return false;
  if (pathname !== '/' && !taken.includes('path')) return false;
  return isDecodable(username) && isDecodable(password);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
