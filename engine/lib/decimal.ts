// Decimals of at most three places, reckoned as integers of 1/1000: `ceil(25 x 0.28)` is 7, and 8
// in doubles.

const pattern = /^(-?)(\d{1,12})(?:\.(\d{1,3})0*)?$/;

/** `0.28` is 280. Undefined when the text isn't a decimal with at most three places. */
export function parseMilli(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', places = ''] = match;
  const milli = Number(whole) * 1000 + Number(places.padEnd(3, '0'));
  return sign === '-' && milli !== 0 ? -milli : milli;
}

/** 280 is `0.28`, 2000 is `2`. */
export function formatMilli(milli: number): string {
  const size = Math.abs(milli);
  const places = String(size % 1000).padStart(3, '0');
  const digits = places.replace(/0+$/, '');
  const whole = String(Math.floor(size / 1000));
  return `${milli < 0 ? '-' : ''}${whole}${digits === '' ? '' : `.${digits}`}`;
}
