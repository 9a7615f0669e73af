// What an engine start makes of jobs: after a batch that was cut, and after a clock put back.
import { describe, expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import { rowKey } from '../../../../engine/step/memory/rows.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, after as follow, jobSpec } from '../../../support/job-spec.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function worldWith(agent = 'a1'): CoreWorld {
  const world = new CoreWorld();
  world.nowMs = startMs;
  world.addAgent(agent);
  return world;
}

const ask = (world: CoreWorld, name: string): void => {
  world.operate({ kind: 'run', name: objectName(name), env: {} });
};

const ends = (w: CoreWorld): readonly string[] =>
  [...w.history.values()].map(({ id, state, reason }) => `${id} ${state} ${reason ?? ''}`.trim());

/** Kills the engine after so many writes of what `play` does; false: it did all of it. */
function cut(world: CoreWorld, writes: number, play: () => void): boolean {
  world.crashAfter = world.writes + writes;
  const wasCut = !world.survives(play);
  world.crashAfter = Infinity;
  return wasCut;
}

/** Plays a story with every cut there is, and once whole. */
function atEachCut(story: (writes: number) => boolean): void {
  let writes = 0;
  while (story(writes)) writes += 1;
  expect(writes).toBeGreaterThan(3);
}

describe('a start after a batch that was cut', () => {
  it('decides no occurrence again, though the next one is due by then', () => {
    atEachCut((writes) => {
      const world = worldWith();
      const trigger = every('R/2026-01-01T00:00:00Z/PT1H');
      world.commit(jobSpec('/a', { trigger }), jobSpec('/b', { trigger: follow('/a') }));
      world.advance(hourMs + minuteMs);
      const wasCut = cut(world, writes, () =>
        world.report('a1', '/a@t20260101T010000Z.1', { state: 'finished' }),
      );
      world.nowMs += hourMs;
      world.restart();
      world.connect('a1');
      world.advance(minuteMs);
      const first = [...world.history.values()].filter(({ id }) => id.endsWith('T010000Z'));
      expect(first.map(({ state }) => state)).toEqual(['succeeded']);
      return wasCut;
    });
  });

  it('has stored every run that it has made again', () => {
    atEachCut((writes) => {
      const world = worldWith();
      const soft = { softError: true, unreachable: { after: 'replace' } } as const;
      world.commit(jobSpec('/p', soft), jobSpec('/b', { trigger: follow('/p') }));
      ask(world, '/p');
      world.addAgent('a2');
      world.disconnect('a1');
      world.advance(74_000);
      const wasCut = cut(world, writes, () => world.advance(2_000));
      world.restart();
      const runs = [...world.core.tables.jobs.values()].flatMap((job) => [...job.runs.keys()]);
      expect(runs.filter((id) => !world.rows.has(rowKey.run(id)))).toEqual([]);
      world.restart();
      world.connect('a2');
      world.advance(800_000);
      expect(world.running()).toContainEqual(expect.stringMatching(/^\/b@/));
      return wasCut;
    });
  });
});

it.each([
  ['goes on', false],
  ['starts anew', true],
])('starts a join once for each pair when the engine %s', (_, startsAnew) => {
  const world = worldWith();
  world.agent('a1').behave = ({ env }) => (env.MERIDIAN_JOB === '/c' ? {} : { state: 'finished' });
  const join = { trigger: follow('/a', '/b'), concurrency: 'allow' } as const;
  world.commit(jobSpec('/a'), jobSpec('/b'), jobSpec('/c', join));
  for (const name of ['/a', '/b']) ask(world, name);
  const [first] = world.running();
  for (const name of ['/a', '/b']) ask(world, name);
  const second = world.running().find((id) => id !== first) ?? '';
  world.report('a1', second, { state: 'finished' });
  if (startsAnew) {
    world.restart();
    world.connect('a1');
  }
  ask(world, '/a');
  expect(world.running()).toEqual([first]);
  ask(world, '/b');
  expect(world.running()).toHaveLength(2);
});

describe('a start with the clock put back by a day', () => {
  it('tries again within the delay', () => {
    const world = worldWith();
    world.agent('a1').behave = () => ({ state: 'failed', exitCode: 1 });
    const retries = { count: 1, delayMs: minuteMs, factorMilli: 1000, maxMs: minuteMs };
    world.commit(jobSpec('/a', { retries }));
    ask(world, '/a');
    world.nowMs -= dayMs;
    world.restart();
    world.connect('a1');
    world.advance(2 * minuteMs);
    expect(ends(world)).toEqual([expect.stringMatching(/^\/a@m1 failed/)]);
  });

  it('gives an attempt on a lost agent up within timeout, grace and agent timeout', () => {
    const world = worldWith();
    world.commit(jobSpec('/a', { timeoutMs: minuteMs }));
    ask(world, '/a');
    world.addAgent('a2');
    world.nowMs -= dayMs;
    world.restart();
    world.connect('a2');
    world.advance(hourMs);
    expect(ends(world)).toEqual([expect.stringMatching(/^\/a@m1 failed/)]);
  });
});
