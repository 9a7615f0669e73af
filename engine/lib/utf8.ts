// Bytes to text, strictly: a file that isn't UTF-8 is a fault, never guessed at. A byte order mark
// of UTF-8 is passed over.

interface Decoder {
  decode(bytes: Uint8Array): string;
}
// Part of the language's hosts (WHATWG Encoding), pure, but in no ECMAScript library file.
declare const TextDecoder: new (label: string, options: { readonly fatal: boolean }) => Decoder;

const strict = new TextDecoder('utf-8', { fatal: true });

/** The text, or undefined when the bytes aren't UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Index of the first byte that can't be UTF-8; the length when all of them can. */
export function firstInvalidByte(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes[index] ?? 0);
    const isWhole = length === 1 || decodeUtf8(bytes.subarray(index, index + length)) !== undefined;
    if (length === 0 || !isWhole) return index;
    index += length;
  }
  return index;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}
