/** Numbers as the platform's services, which are written in Python, put them into JSON. */

const LITERAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** `str(Decimal(literal))`: digits are kept as written, and small or large ones get an exponent (`3E-7`, `0E-8`). */
export function pythonDecimal(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = LITERAL.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const exponent = Number(exponentText) - fraction.length;
  const adjusted = exponent + digits.length - 1;
  const minus = sign === '-' ? '-' : '';
  if (exponent <= 0 && adjusted >= -6) return minus + plain(digits, -exponent);
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${minus}${mantissa}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
}

/** `str(Decimal(str(value)))`: what becomes of a DOUBLE PRECISION column on its way to a typed answer. */
export function decimalOfFloat(value: number): string {
  if (Math.abs(value) >= 1e16) return pythonDecimal(value.toExponential());
  const text = String(value);
  return pythonDecimal(/^-?\d+$/.test(text) ? `${text}.0` : text);
}

function plain(digits: string, decimals: number): string {
  if (decimals === 0) return digits;
  const padded = digits.padStart(decimals + 1, '0');
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}
