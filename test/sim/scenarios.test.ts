// Worlds that once went wrong, made small and kept (test/scenarios/sim): they don't any more.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runScript } from '../../engine/sim/run-world.ts';
import { parseScenario } from '../../engine/sim/shrink/scenario.ts';

const folder = fileURLToPath(new URL('../scenarios/sim/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

test('there are worlds to run', () => {
  expect(files.length).toBeGreaterThan(0);
});

test.each(files)('%s breaks no rule any more', { timeout: 60_000 }, async (name) => {
  const parsed = parseScenario(readFileSync(`${folder}${name}`, 'utf8'));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.what}: ${parsed.hint}`);
  const { why, script } = parsed.scenario;
  const { violations, crash, events } = await runScript(script);
  const broken = violations.map(({ invariant, text }) => `${invariant}: ${text}`);
  const replay = `npm run sim -- --script test/scenarios/sim/${name} --trace`;
  expect(broken, `once: ${why}\n${replay}`).toEqual([]);
  expect(crash).toBeUndefined();
  expect(events).toBeGreaterThan(0);
});
