// Tables of faulty trees: in the texts, `§` stands right before where a fault must be reported.
import { expect } from 'vitest';
import type { Fault } from '../../engine/model/fault.ts';
import { loadTexts } from './specs/spec-tree.ts';

export interface FaultRow {
  readonly code: string;
  readonly what: string;
  /** A text is the file `a.yaml`. */
  readonly files: string | Readonly<Record<string, string>>;
  /** Part of what the message, and of what the hint, says. */
  readonly message?: string;
  readonly hint?: string;
}

const mark = '§';

interface Marked {
  readonly texts: Readonly<Record<string, string>>;
  /** `file:line:column` of each mark, in the order of the files. */
  readonly places: readonly string[];
}

function unmark(files: Readonly<Record<string, string>>): Marked {
  const places: string[] = [];
  const texts: Record<string, string> = {};
  for (const path of Object.keys(files).sort()) {
    let text = files[path] ?? '';
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark)) {
      const lines = text.slice(0, at).split('\n');
      places.push(`${path}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`);
      text = text.slice(0, at) + text.slice(at + 1);
    }
    texts[path] = text;
  }
  return { texts, places };
}

/** The faults of the row, after checking that they are where the marks are and nowhere else. */
export function expectFaults(row: FaultRow): readonly Fault[] {
  const files = typeof row.files === 'string' ? { 'a.yaml': row.files } : row.files;
  const { texts, places } = unmark(files);
  const outcome = loadTexts(texts);
  expect(outcome.kind).toBe('faulty');
  if (outcome.kind !== 'faulty') return [];
  const { faults } = outcome;
  expect(faults.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual(places);
  expect(new Set(faults.map(({ code }) => code))).toEqual(new Set([row.code]));
  expect(faults[0]?.message).toContain(row.message ?? '');
  expect(faults[0]?.hint).toContain(row.hint ?? '');
  expect(faults.every(({ message }) => message !== '')).toBe(true);
  return faults;
}

/** An App around what stands in its spec; `task` gets a command. */
export const app = (name: string, spec = ''): string =>
  `${head('App', name)}spec:\n  task: {command: run}\n${spec}`;

/** A Job around what stands in its spec: when it runs, the caller says. */
export const job = (name: string, spec = ''): string =>
  `${head('Job', name)}spec:\n  task: {command: run}\n${spec}`;

const head = (kind: string, name: string): string =>
  `apiVersion: meridian/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;

/** An App around what stands in its task. */
export const appWithTask = (task: string): string =>
  `apiVersion: meridian/v1\nkind: App\nmetadata:\n  name: /a\nspec:\n  task:\n${task}`;

export const group = (name: string, spec: string): string =>
  `apiVersion: meridian/v1\nkind: Group\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

export const quota = (spec: string): string =>
  `apiVersion: meridian/v1\nkind: Quota\nspec: ${spec}\n`;

export const volume = (name: string, spec: string): string =>
  `${head('Volume', name)}spec: ${spec}\n`;

export const maintenance = (name: string, spec: string): string =>
  `${head('Maintenance', name)}spec: ${spec}\n`;

export const cluster = (spec: string): string =>
  `apiVersion: meridian/v1\nkind: Cluster\nspec: ${spec}\n`;
