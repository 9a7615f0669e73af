// SHA-256 over canonical JSON: keys sorted by UTF-16 units, members that are undefined left out,
// no white space. Equal content, equal digest, whatever the order it was written in.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** Throws for a number that isn't finite: that is a bug of the caller. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  return isList(value) ? `[${value.map(canonicalJson).join(',')}]` : canonicalMap(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`canonical JSON has no ${value}`);
  return JSON.stringify(value);
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

function canonicalMap(map: { readonly [key: string]: Json | undefined }): string {
  let text = '';
  for (const key of Object.keys(map).sort()) {
    const member = map[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** SHA-256 in hex over the canonical JSON. */
export const digestJson = (value: Json): string => digestText(canonicalJson(value));

/** SHA-256 in hex over the text as UTF-8. */
export const digestText = (text: string): string => digestBytes(utf8ToBytes(text));

/** SHA-256 in hex. */
export const digestBytes = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));
