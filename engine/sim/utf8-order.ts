// The order of UTF-8 bytes, which is the order of code points. JavaScript compares UTF-16 units,
// which puts a character past U+FFFF (two units from D800 on) before those from U+E000 to U+FFFF.

/** Negative, 0 or positive as the UTF-8 bytes of `a` come before, equal or after those of `b`. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates last: they begin the characters past U+FFFF. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2800 : unit);
