// A script that is kept (test/scenarios/sim/): what it once broke, and why it is worth running. Its
// text is one line for each thing that fits into one, as the formatter would have it.
import type { Script } from '../script/script.ts';

export interface Scenario {
  readonly formatVersion: 1;
  /** One sentence: what went wrong in this world, once. */
  readonly why: string;
  readonly script: Script;
}

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  /** What is wrong with it, and what would be right. */
  | { readonly ok: false; readonly what: string; readonly hint: string };

const lists = ['agents', 'commits', 'operations', 'faults'] as const;

const refused = (what: string, hint: string): ParsedScenario => ({ ok: false, what, hint });

/** Its outer shape is looked at; what is in its lists is taken as written. */
export function parseScenario(text: string): ParsedScenario {
  const value = jsonOf(text);
  if (value === undefined) return refused('it is no JSON', 'write what `--shrink --out` writes');
  const { formatVersion, why, script } = recordOf(value);
  if (formatVersion !== 1) return refused('it has no formatVersion 1', 'add "formatVersion": 1');
  if (typeof why !== 'string') return refused('it has no why', 'add "why": one sentence');
  const parts = recordOf(script);
  for (const name of lists)
    if (!Array.isArray(parts[name]))
      return refused(`its script has no ${name}`, `add a list of ${name}`);
  const { seed, events, settings } = parts;
  if (typeof seed !== 'number') return refused('its script has no seed', 'add "seed": a number');
  if (typeof events !== 'number')
    return refused('its script has no events', 'add "events": a number');
  if (typeof recordOf(settings).agentTimeoutMs !== 'number')
    return refused('its script has no settings', 'add "settings" with "agentTimeoutMs"');
  return { ok: true, scenario: { formatVersion, why, script: script as Script } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const columns = 100;

export const scenarioText = (scenario: Scenario): string => `${written(scenario, 0, 0)}\n`;

/** `taken`: columns of its line that are taken already, or will be behind it. */
function written(value: unknown, depth: number, taken: number): string {
  const line = onOneLine(value);
  const indent = '  '.repeat(depth);
  if (typeof value !== 'object' || value === null) return line;
  if (!mustBreak(value) && indent.length + taken + line.length <= columns) return line;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const entries = Array.isArray(value)
    ? value.map((each) => written(each, depth + 1, 1))
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => `"${key}": ${written(each, depth + 1, key.length + 5)}`);
  return `${open}\n${entries.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}: ${onOneLine(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A list of several records is one a line, however short. */
const mustBreak = (value: object): boolean =>
  Array.isArray(value)
    ? (value.length > 1 && value.every((each) => typeof each === 'object')) || value.some(isBroken)
    : Object.values(value).some(isBroken);

const isBroken = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && mustBreak(value);
