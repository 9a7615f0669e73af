// Parses what agents say: text to a checked message, or the fault.

import {
  type Envelope,
  type Pong,
  type Refusal,
  type Register,
  type Report,
  type VolumeDestroyed,
  wireSchemas,
} from '../../schemas/generated/wire.ts';
import { Checker } from '../lib/check.ts';

export type WireIn = Register | Report | Refusal | VolumeDestroyed | Pong;
export type ToAgentEnvelope = Envelope;

/** Compiled once a process, when the first message comes. */
const checker = new Checker({ schemas: [wireSchemas.agent], firstOnly: true });
const id = `${wireSchemas.agent.$id}#/$defs/`;

/** A text against the wire's schema. */
export function parseWireIn(text: string): WireIn | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'not JSON' };
  }
  const name = definitions.get(kindOf(value));
  if (name === undefined) return { fault: `unknown kind of message ${kindOf(value)}` };
  const [violation] = checker.violations(`${id}${name}`, value);
  if (violation) return { fault: `${violation.path.join('.')}: ${violation.message}` };
  return value as WireIn;
}

const definitions: ReadonlyMap<string, string> = new Map([
  ['register', 'Register'],
  ['report', 'Report'],
  ['refusal', 'Refusal'],
  ['volume-destroyed', 'VolumeDestroyed'],
  ['pong', 'Pong'],
]);

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return 'none';
  return typeof value.kind === 'string' ? value.kind.slice(0, 40) : 'none';
}
