import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runWorld, shrinkWorld } from '../../engine/assemble-sim.ts';
import { parseScenario } from '../../engine/sim/shrink/scenario.ts';
import { tempFolder } from '../support/temp-folder.ts';

const kept = fileURLToPath(new URL('../scenarios/sim/counter-kept.json', import.meta.url));

describe('a script in a file', () => {
  test('is run', async () => {
    const lines: string[] = [];
    const world = { kind: 'script', path: kept } as const;
    const { violations, events } = await runWorld(world, (line) => lines.push(line));
    expect(violations).toEqual([]);
    expect(events).toBeGreaterThan(0);
    expect(lines[0]).toContain('engine1  starts');
  });

  test('that breaks no rule has nothing to shrink', async () => {
    const shrunk = await shrinkWorld({ kind: 'script', path: kept }, () => undefined);
    expect(shrunk).toEqual({ kind: 'sound' });
  });

  test('that is not there is a Problem', async () => {
    const path = `${tempFolder()}/none.json`;
    await expect(runWorld({ kind: 'script', path })).rejects.toThrow(
      `${path}: can't be read (ENOENT): name a script`,
    );
  });

  test('that is none is a Problem that says what would be right', async () => {
    const path = `${tempFolder()}/odd.json`;
    writeFileSync(path, '{ "formatVersion": 1 }');
    await expect(runWorld({ kind: 'script', path })).rejects.toThrow(
      `${path}: it has no why: add "why": one sentence`,
    );
    expect(parseScenario('{ "formatVersion": 1 }').ok).toBe(false);
  });
});

test('steps end the faults sooner', async () => {
  const run = (events: number) => runWorld({ kind: 'seed', seed: 3, events });
  const [few, more] = [await run(100), await run(2_000)];
  expect(few.events).toBeLessThan(more.events);
}, 60_000);
