// Bytes to text, strictly: a file that isn't UTF-8 is a fault, never guessed at. A byte order mark
// of UTF-8 is passed over. And text that must fit into so many bytes.

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

const letterBytes = (code: number): number =>
  code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

/** Length of a text as UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const isPair = isHighSurrogate(text, at) && isLowSurrogate(text, at + 1);
    bytes += isPair ? 4 : letterBytes(text.charCodeAt(at));
    if (isPair) at += 1;
  }
  return bytes;
}

/** Its end, at most so many bytes as UTF-8; from the start of a line if one starts in there. */
export function newestText(text: string, maxBytes: number): string {
  let begin = text.length;
  for (let bytes = 0; begin > 0; ) {
    const isPair = isLowSurrogate(text, begin - 1) && isHighSurrogate(text, begin - 2);
    const at = begin - (isPair ? 2 : 1);
    bytes += letterBytes(text.codePointAt(at) ?? 0);
    if (bytes > maxBytes) break;
    begin = at;
  }
  return begin === 0 ? text : text.slice(lineStart(text, begin));
}

const isLowSurrogate = (text: string, at: number): boolean =>
  text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff;
const isHighSurrogate = (text: string, at: number): boolean =>
  text.charCodeAt(at) >= 0xd800 && text.charCodeAt(at) <= 0xdbff;

/** Where the first line starts that has something in it, at or after `begin`; or `begin`. */
function lineStart(text: string, begin: number): number {
  if (text[begin - 1] === '\n') return begin;
  const end = text.indexOf('\n', begin);
  return end < 0 || end === text.length - 1 ? begin : end + 1;
}
