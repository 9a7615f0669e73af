// Each fault of the spec language: its code, exactly where, what is and what would be right.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectFaults, type FaultRow } from '../../support/fault-table.ts';
import { loadTexts } from '../../support/specs/spec-tree.ts';
import { jobRows } from './job-rows.ts';
import { maintenanceRows } from './maintenance-rows.ts';
import { notYetRows } from './not-yet-rows.ts';
import { quotaRows } from './quota-rows.ts';
import { shapeRows } from './shape-rows.ts';
import { textRows } from './text-rows.ts';
import { treeRows } from './tree-rows.ts';
import { volumeRows } from './volume-rows.ts';

const named = (rows: readonly FaultRow[]) =>
  rows.map((row) => [`${row.code}: ${row.what}`, row] as const);

describe.each([
  ['text', textRows.filter(({ code }) => code !== 'no-documents' && code !== 'alias-bomb')],
  ['document', shapeRows],
  ['not yet', notYetRows],
  ['tree', treeRows],
  ['job', jobRows],
  ['quota', quotaRows],
  ['volume', volumeRows],
  ['maintenance', maintenanceRows],
] as const)('%s', (_part, rows) => {
  test.each(named(rows))('%s', (_name, row) => {
    expectFaults(row);
  });
});

test('a tree without a Meridian document is a fault and never nothing wanted', () => {
  for (const texts of [{}, { 'a.txt': 'x' }, { 'a.yaml': 'apiVersion: v1\nkind: Pod\n' }])
    expect(loadTexts(texts)).toMatchObject({ kind: 'faulty', faults: [{ code: 'no-documents' }] });
});

test('aliases that unfold to a billion are told once and cost nothing', () => {
  const row = textRows.find(({ code }) => code === 'alias-bomb');
  const outcome = loadTexts({ 'a.yaml': String(row?.files) });
  const codes = outcome.kind === 'faulty' ? outcome.faults.map(({ code }) => code) : [];
  expect(codes.filter((code) => code === 'alias-bomb')).toHaveLength(1);
});

test('faults of all files and kinds are told at once, in order', () => {
  const rows = shapeRows.filter(({ files }) => typeof files === 'string');
  const texts = rows.map((row, index) => [
    `${String(index).padStart(3, '0')}.yaml`,
    String(row.files).replaceAll('§', ''),
  ]);
  const outcome = loadTexts(Object.fromEntries(texts));
  const faults = outcome.kind === 'faulty' ? outcome.faults : [];
  const found = new Set(faults.map(({ code }) => code));
  expect(rows.map(({ code }) => code).filter((code) => !found.has(code))).toEqual([]);
  expect(faults.length).toBeGreaterThan(rows.length);
  const places = faults.map(({ file, line, column }) => [file, line, column] as const);
  const sorted = [...places].sort(
    (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) || a[1] - b[1] || a[2] - b[2],
  );
  expect(places).toEqual(sorted);
});

const folder = new URL('../../../specs/', import.meta.url);
const shown = new Set(
  [
    ...textRows,
    ...shapeRows,
    ...notYetRows,
    ...treeRows,
    ...jobRows,
    ...quotaRows,
    ...volumeRows,
    ...maintenanceRows,
  ].map((r) => r.code),
);
/** Of trees with links and submodules: shown in candidates.test.ts. */
const shownElsewhere = ['not-utf8', 'symlink', 'submodule', 'not-a-file', 'too-many-files'];

test('every fault that specs can tell is in a table', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(20);
  const codes = sources.flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const literal = [...text.matchAll(/code: '([a-z0-9-]+)'/g)];
    const inTree = [...text.matchAll(/treeFault\(\s*[^,]+,\s*'([a-z0-9-]+)'/g)];
    return [...literal, ...inTree].map((match) => match[1] ?? '');
  });
  const missing = [...new Set(codes)].filter((code) => !shown.has(code));
  expect(missing.filter((code) => !shownElsewhere.includes(code))).toEqual([]);
});
