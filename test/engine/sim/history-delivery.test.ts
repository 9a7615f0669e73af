// Runs that a stored outbox holds get into the history, whatever hits the engine on the way.
import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRow } from '../../../engine/model/jobs.ts';
import { formatKey } from '../../../engine/ports/store-rules.ts';
import type { Hit } from '../../../engine/sim/kernel/host.ts';
import { Kernel } from '../../../engine/sim/kernel/kernel.ts';
import { World } from '../../../engine/sim/world/world.ts';
import { rowKey } from '../../../engine/step/memory/rows.ts';
import { runRow } from '../../support/history/run-row.ts';
import { jobSpec } from '../../support/job-spec.ts';

const runs = Array.from({ length: 300 }, (_, at) => runRow(at + 1));
const newestFirst = [...runs].reverse();
const maxSteps = 20_000;

let kernel: Kernel;
let world: World;
let hits: number;
let puts: number;

beforeEach(() => {
  kernel = new Kernel({ seed: 1 });
  const settings = {
    agentTimeoutMs: 20_000,
    agentReregistrationTimeoutMs: 60_000,
    sync: { intervalMs: 1_000, massDelete: { fractionMilli: 300, count: 3 } },
  };
  const nothing = { agents: [], commits: [], operations: [], faults: [] };
  world = new World(kernel, { seed: 1, settings, events: 0, ...nothing });
  world.disk.put(formatKey, '2');
  for (const [at, run] of runs.entries()) {
    const row = { number: at + 1, kind: 'run', run, keep: 1_000 };
    world.disk.put(rowKey.outbox(row.number), JSON.stringify(row));
  }
  hits = 0;
  puts = 0;
  world.history.onApplied = (put) => {
    puts += put.runs.length;
  };
});

/** Lets the world go on until the outbox is empty. */
async function delivered(): Promise<void> {
  for (let step = 0; step < maxSteps; step++) {
    if (world.disk.read('outbox/', 'outbox0', 1).length === 0) return;
    await kernel.step();
  }
  expect.fail('the outbox is never empty');
}

/** The engine's next put is hit so. */
const arm = (hit: Hit): void =>
  world.engine?.host.arm({
    act: 'history put',
    hit,
    onHit: () => {
      hits += 1;
    },
  });

/** Its engine died when its record was stored, and what the record is about wasn't yet. */
function halfStored(): RunRow {
  const { endedMs: _, reason: __, ...over } = runRow(runs.length);
  const spec = jobSpec(over.name);
  const run: RunRow = { ...over, state: 'waiting', specDigest: spec.digest, deadlineMs: 1 };
  const put = (key: string, row: object) => world.disk.put(key, JSON.stringify(row));
  put(rowKey.job(run.name), { name: run.name, wanted: spec.digest, succeeded: 0, failed: 0 });
  const origin = { file: 'a.yaml', blob: '0'.repeat(40), document: 0, line: 1 };
  const version = { spec, origin, revision: 'c1', taskRevision: 'c1' };
  put(rowKey.version(run.name, spec.digest), version);
  put(rowKey.run(run.id), { ...run, launches: 0, failures: 0, attempts: [] });
  return run;
}

describe('the history gets all runs of the outbox', () => {
  it('keeps the newest record of each, when an engine decides anew what another had', async () => {
    const { id } = halfStored();
    world.start();
    await delivered();
    expect(world.history.get(id)?.state).toBe('expired');
  });

  it('once each, when nothing happens', async () => {
    world.start();
    await delivered();
    expect(world.history.all()).toEqual(newestFirst);
    expect(puts).toBe(runs.length);
  });

  it.each<[string, Hit]>([
    ['before it is done', { kind: 'die-before' }],
    ['after it is done', { kind: 'die-after' }],
  ])('when the engine dies in a put, %s', async (_, hit) => {
    world.start();
    arm(hit);
    await delivered();
    expect(hits).toBe(1);
    expect(world.engine?.number).toBe(2);
    expect(world.history.all()).toEqual(newestFirst);
    expect(puts > runs.length).toBe(hit.kind === 'die-after');
  });

  it('when a put fails, without the engine ending', async () => {
    world.start();
    arm({ kind: 'fail', error: new Error('the disk is full') });
    await delivered();
    expect([hits, world.engine?.number]).toEqual([1, 1]);
    expect(world.history.all()).toEqual(newestFirst);
  });

  it('when another engine takes over: the one before puts nothing more', async () => {
    world.start();
    arm({ kind: 'slow', ms: 200 });
    while (hits === 0) await kernel.step();
    world.startEngine();
    await delivered();
    for (const until = kernel.agenda.nowMs + 300; kernel.agenda.nowMs < until; )
      await kernel.step();
    expect(world.history.all()).toEqual(newestFirst);
    expect(puts).toBe(runs.length);
  });
});
