// The kept text of the snapshot against the view that is made anew each time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Picture, SnapshotTexts } from '../../../../engine/http/snapshot/snapshot-texts.ts';
import { snapshotView } from '../../../../engine/http/views/snapshot-view.ts';
import { objectName } from '../../../../engine/model/ids.ts';
import type { Status } from '../../../../schemas/generated/wire.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { app } from '../../../support/http/worlds.ts';
import { every, jobSpec } from '../../../support/job-spec.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';
import { runOut } from '../../../support/run-out.ts';

const agents = ['a', 'b', 'c'] as const;

/** Looks between all batches that a world goes through, and remembers what went by one tag. */
class Reader {
  readonly texts = new SnapshotTexts();
  readonly #byTag = new Map<string, string>();
  readonly #world: CoreWorld;
  looks = 0;

  constructor(world: CoreWorld) {
    this.#world = world;
    this.follow();
  }

  /** The engine that the world has now. */
  follow(): void {
    const { core } = this.#world;
    const handle = core.handle.bind(core);
    core.handle = (...batch) => {
      this.look();
      return handle(...batch);
    };
  }

  look(): void {
    const { core, nowMs, wallMs } = this.#world;
    const { tag, body } = runOut(this.texts.picture(core, { nowMs, wallMs }));
    const text = body.toString();
    const view = snapshotView(core, { nowMs, wallMs });
    // What it says of time may be a little old.
    const isOld = JSON.parse(text).nowMs !== nowMs;
    if (!isOld) expect(text).toBe(JSON.stringify(view));
    expect(Buffer.byteLength(text)).toBe(body.bytes);
    const still = text.replace(/"nowMs":\d+/, '');
    expect(this.#byTag.get(tag) ?? still).toBe(still);
    this.#byTag.set(tag, still);
    this.looks += 1;
  }
}

interface Step {
  readonly says: string;
  readonly act: (world: CoreWorld) => void;
}

const nth = fc.nat(20);
const agentName = fc.constantFrom(...agents);

function told(world: CoreWorld, at: number, change: Partial<Status>): void {
  const tasks = [...world.agents].flatMap(([name, agent]) =>
    agent.connection === undefined ? [] : [...agent.tasks.keys()].map((id) => [name, id] as const),
  );
  const [name, id] = tasks[at % Math.max(1, tasks.length)] ?? [];
  if (name !== undefined && id !== undefined) world.report(name, id, change);
}

const changes: readonly Partial<Status>[] = [
  { health: 'unhealthy', message: 'answers 500' },
  { health: 'healthy', ready: false },
  { health: 'healthy', ready: true },
  { state: 'failed', exitCode: 3, health: 'unknown', ready: false },
  { state: 'finished', exitCode: 0, health: 'unknown', ready: false },
];

const load = (kind: 'plain' | 'suspended' | 'huge') =>
  jobSpec('/load', {
    trigger: every('R/1970-01-01T00:00:00Z/PT1M'),
    suspended: kind === 'suspended',
    task: { ...jobSpec('/load').task, cpusMilli: kind === 'huge' ? 9_000 : 100 },
    retries: { count: 3, delayMs: 60_000, factorMilli: 1_000, maxMs: 60_000 },
  });

const windowIn = (
  { wallMs }: CoreWorld,
  at: number,
  { name, inMs }: { readonly name: string; readonly inMs: number },
) =>
  maintenanceSpec({
    name: objectName(`/window-${at}`),
    agents: [name],
    startMs: wallMs + inMs,
    endMs: wallMs + inMs + 300_000,
    drainBeforeMs: 60_000,
    jobs: 'kill',
  });

const commits = fc
  .record({
    web: fc.integer({ min: 0, max: 4 }),
    command: fc.constantFrom('one', 'two', 'false'),
    hasDb: fc.boolean(),
    job: fc.constantFrom('none' as const, 'plain' as const, 'suspended' as const, 'huge' as const),
    cpusMilli: fc.constantFrom(100, 9_000),
    windows: fc.array(fc.tuple(agentName, fc.constantFrom(0, 60_000, 900_000)), { maxLength: 2 }),
  })
  .map(({ web, command, hasDb, job, cpusMilli, windows }): Step => {
    const { task } = app('/shop/web');
    return {
      says: `commit of ${web} ${command} ${hasDb} ${job} ${cpusMilli} ${windows.join(' ')}`,
      act: (world: CoreWorld) =>
        world.commit(
          app('/shop/web', {
            instances: web,
            task: { ...task, command: { shell: command } },
            dependsOn: hasDb ? [objectName('/shop/db')] : [],
            unreachable: { inactiveAfterMs: 60_000, expungeAfterMs: 600_000 },
          }),
          ...(hasDb ? [app('/shop/db', { instances: 1, task: { ...task, cpusMilli } })] : []),
          ...(job === 'none' ? [] : [load(job)]),
          ...windows.map(([name, inMs], at) => windowIn(world, at, { name, inMs })),
        ),
    };
  });

const steps: fc.Arbitrary<Step> = fc.oneof(
  commits,
  fc.tuple(nth, fc.constantFrom(...changes)).map(([at, change]) => ({
    says: `task ${at} says ${JSON.stringify(change)}`,
    act: (world: CoreWorld) => told(world, at, change),
  })),
  agentName.map((name) => ({
    says: `lose ${name}`,
    act: (world: CoreWorld) => world.disconnect(name),
  })),
  agentName.map((name) => ({
    says: `back ${name}`,
    act: (world: CoreWorld) => world.connect(name),
  })),
  fc.constantFrom(1, 100, 900, 30_000, 90_000, 700_000).map((ms) => ({
    says: `after ${ms} ms`,
    act: (world: CoreWorld) => world.advance(ms),
  })),
  fc.tuple(agentName, fc.constantFrom('drain', 'undrain')).map(([name, kind]) => ({
    says: `${kind} ${name}`,
    act: (world: CoreWorld) => {
      const agents = [name];
      world.operate(kind === 'drain' ? { kind, agents, batch: 1 } : { kind: 'undrain', agents });
    },
  })),
  fc.constantFrom('pause' as const, 'resume' as const).map((kind) => ({
    says: kind,
    act: (world: CoreWorld) => {
      const name = objectName('/shop/web');
      if (world.core.tables.apps.has(name)) world.operate({ kind, name });
    },
  })),
) as fc.Arbitrary<Step>;

describe('the snapshot as text', () => {
  test('is the view’s JSON byte for byte after whatever happens', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 25 }), (script) => {
        const world = new CoreWorld();
        const reader = new Reader(world);
        for (const name of agents) world.addAgent(name);
        world.commit(app('/shop/web', { instances: 2 }));
        for (const { act } of script) {
          act(world);
          reader.look();
        }
        expect(reader.looks).toBeGreaterThan(script.length);
      }),
      { numRuns: 150 },
    );
  });

  test('is the same too while more apps are to be looked at than one batch may', () => {
    const world = settled();
    const names = Array.from({ length: 1_001 }, (_, at) => `/many/a${at}`);
    world.commit(app('/shop/web'), ...names.map((name) => app(name, { instances: 0 })));
    const { dirtyApps, apps } = world.core.tables;
    const reader = new Reader(world);
    for (const change of changes.slice(0, 3)) {
      for (const name of apps.keys()) if (name !== '/shop/web') dirtyApps.add(name);
      told(world, 0, change);
    }
    expect(reader.looks).toBeGreaterThan(5);
  });

  test('is made once for all who ask before anything has happened', () => {
    const { core, nowMs, wallMs } = settled();
    const texts = new SnapshotTexts();
    const first = runOut(texts.picture(core, { nowMs, wallMs }));
    expect(runOut(texts.picture(core, { nowMs: nowMs + 1, wallMs }))).toBe(first);
    const later = runOut(texts.picture(core, { nowMs: nowMs + 1_000, wallMs }));
    expect(later).not.toBe(first);
    expect(later.tag).toBe(first.tag);
    expect(JSON.parse(later.body.toString()).nowMs).toBe(nowMs + 1_000);
  });

  test('goes by another tag once something has happened', () => {
    const world = settled();
    const texts = new SnapshotTexts();
    const { core, wallMs } = world;
    const before = runOut(texts.picture(core, { nowMs: world.nowMs, wallMs })).tag;
    world.disconnect('a');
    expect(runOut(texts.picture(core, { nowMs: world.nowMs, wallMs })).tag).not.toBe(before);
  });

  test('is looked at a slice at a time', () => {
    const world = new CoreWorld();
    world.addAgent('a');
    world.commit(...many.map((name) => app(name, { instances: 0 })));
    const { core, nowMs, wallMs } = world;
    const slices = new SnapshotTexts().picture(core, { nowMs, wallMs });
    let count = 1;
    let step = slices.next();
    for (; step.done !== true; step = slices.next()) count += 1;
    expect(count).toBe(1 + many.length / 25);
    const text = step.value.body.toString();
    expect(text).toBe(JSON.stringify(snapshotView(core, { nowMs, wallMs })));
  });

  test('is made once for all who ask before it is begun', async () => {
    const { core, nowMs, wallMs } = settled();
    const begin: (() => void)[] = [];
    const texts = new SnapshotTexts();
    const ask = (): Promise<Picture> =>
      texts.ask(async (view) => {
        await new Promise<void>((resolve) => begin.push(resolve));
        return runOut(view(core, { nowMs, wallMs }));
      });
    const early = [ask(), ask()];
    expect(begin).toHaveLength(1);
    begin[0]?.();
    await Promise.all(early);
    const late = ask();
    expect(begin).toHaveLength(2);
    begin[1]?.();
    expect(await late).toBe(await early[1]);
  });

  test('is asked for again after nobody could be asked', async () => {
    const { core, nowMs, wallMs } = settled();
    const texts = new SnapshotTexts();
    await expect(texts.ask(() => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    const picture = await texts.ask(async (view) => runOut(view(core, { nowMs, wallMs })));
    expect(picture.tag).toContain('W/');
  });

  test('goes out whole, in slices', async () => {
    const world = new CoreWorld();
    world.addAgent('a');
    world.commit(...many.map((name) => app(name, { instances: 0, labels: { ö: 'ü€😀' } })));
    const { core, nowMs, wallMs } = world;
    const { body } = runOut(new SnapshotTexts().picture(core, { nowMs, wallMs }));
    const slices: Buffer[] = [];
    for await (const slice of body.stream()) slices.push(slice);
    expect(slices.length).toBeGreaterThan(2);
    expect(Buffer.concat(slices).toString()).toBe(body.toString());
    expect(Buffer.concat(slices).length).toBe(body.bytes);
  });
});

const many = Array.from({ length: 600 }, (_, at) => `/many/a${String(at).padStart(3, '0')}`);

function settled(): CoreWorld {
  const world = new CoreWorld();
  for (const name of agents) world.addAgent(name);
  world.commit(app('/shop/web', { instances: 2 }));
  return world;
}
