// Many worlds, by the command that people use: at least 200, and as many more as fit into a
// minute. With so many, a fault, a state or a tense case that never occurs is a failure too.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { projectFolder } from '../support/tidy/committed-files.ts';

const least = 200;
const spanMs = 60_000;
/** Fewer aren't worth the start of a process. */
const worthwhile = 20;
const timeoutMs = 900_000;

interface Told {
  readonly worlds: number;
  readonly events: number;
  readonly failures: readonly unknown[];
  readonly zeros: readonly string[];
}

function runSeeds(first: number, last: number): Told {
  const args = ['.build/engine/main.js', 'sim', '--seeds', `${first}..${last}`, '--output', 'json'];
  const options = { cwd: projectFolder, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout, stderr } = spawnSync(process.execPath, args, options);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Told;
}

test('no world breaks a rule, and all that can occur occurs', { timeout: timeoutMs }, () => {
  const beganMs = performance.now();
  let { worlds, events, failures, zeros } = runSeeds(1, least);
  expect(failures).toEqual([]);
  expect(zeros).toEqual([]);
  for (;;) {
    const passedMs = performance.now() - beganMs;
    const more = Math.floor(((spanMs - passedMs) / passedMs) * worlds);
    if (more < worthwhile) break;
    const told = runSeeds(worlds + 1, worlds + more);
    expect(told.failures).toEqual([]);
    worlds += told.worlds;
    events += told.events;
  }
  console.log(`${worlds} worlds, ${events} events`);
  expect(worlds).toBeGreaterThanOrEqual(least);
});
