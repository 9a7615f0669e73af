// The planted bugs as texts: that each can still be planted. That each is caught takes longer:
// test/end/sim-mutants.test.ts.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allInvariants } from '../../../engine/sim/invariants/all-invariants.ts';
import { projectFolder } from '../../support/tidy/committed-files.ts';
import { mutatedProgram, mutatedSource } from './mutated-source.ts';
import { plantedBugs } from './planted-bugs.ts';

test('there are enough, each under a name of its own', () => {
  const names = plantedBugs.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(24);
  expect(new Set(names).size).toBe(names.length);
});

test('each rule of the simulator is shown to be able to fail', () => {
  const rules = [...allInvariants.map((make) => make().name), 'full-round', 'no-bug', 'rest'];
  const shown = new Set(plantedBugs.flatMap(({ by }) => by));
  expect(rules.filter((rule) => !shown.has(rule))).toEqual([]);
  expect([...shown].filter((rule) => !rules.includes(rule))).toEqual([]);
});

test.each(plantedBugs.map((bug) => [bug.name, bug] as const))('%s can be planted', (_, bug) => {
  expect(mutatedSource(bug)).not.toBe(mutatedSource({ ...bug, to: bug.from }));
  expect(() => mutatedProgram(bug)).not.toThrow();
});

test('a text that no longer stands there is a failure, and so is one that stands twice', () => {
  const change = { name: 'x', file: 'engine/loop/boot.ts', from: 'no such text', to: '' };
  expect(() => mutatedSource(change)).toThrow('stands 0 times in engine/loop/boot.ts');
  expect(() => mutatedSource({ ...change, from: 'import' })).toThrow(/stands \d+ times/);
});

test('what is no TypeScript is a failure', () => {
  const from = 'export async function bootEngine(';
  const change = { name: 'x', file: 'engine/loop/boot.ts', from, to: `${from}(` };
  expect(() => mutatedProgram(change)).toThrow(/^x: /);
});

test('the program of an unchanged file is the one that was built', () => {
  const from = 'export async function bootEngine(';
  const file = 'engine/loop/boot.ts';
  const built = readFileSync(`${projectFolder}/.build/engine/loop/boot.js`, 'utf8');
  const made = mutatedProgram({ name: 'none', file, from, to: from });
  expect(made.trimEnd()).toBe(built.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ''));
});
