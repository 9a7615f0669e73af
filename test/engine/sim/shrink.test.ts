import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  AppPlan,
  CommitPlan,
  FaultPlan,
  OperationPlan,
  Script,
} from '../../../engine/sim/script/script.ts';
import { appNames, parts } from '../../../engine/sim/shrink/cuts.ts';
import { shrink } from '../../../engine/sim/shrink/shrink.ts';

const settings: Script['settings'] = {
  agentTimeoutMs: 20_000,
  agentReregistrationTimeoutMs: 60_000,
  sync: { intervalMs: 1_000, massDelete: { fractionMilli: 300, count: 3 } },
};
const machines = ['a1', 'a2', 'a3', 'a4'];
const names = ['/a', '/b', '/c', '/d', '/e'];

const appPlan = (name: string, dependsOn: readonly string[]): AppPlan => ({
  name,
  role: 'web',
  instances: 3,
  cpusMilli: 100,
  memoryMib: 32,
  ports: [],
  program: { readyMs: 0, livesMs: -1, code: 0, sickMs: -1, endsMs: 0 },
  version: 1,
  killGraceMs: 1_000,
  killDelayMs: 0,
  update: {
    minimumHealthMilli: 1_000,
    maximumOverMilli: 1_000,
    watchMs: 0,
    maxFailuresPerInstance: 0,
    maxFailedInstances: 0,
    onFailure: 'rollback',
    deadlineMs: 60_000,
  },
  backoff: { initialMs: 1_000, factorMilli: 2_000, maxMs: 60_000 },
  inactiveAfterMs: null,
  expungeAfterMs: null,
  killSelection: 'youngest-first',
  dependsOn,
  placement: [],
  packing: 'spread',
});

const atMs = fc.integer({ min: 0, max: 600_000 });
const appName = fc.constantFrom(...names);

const commit: fc.Arbitrary<CommitPlan> = fc
  .record({
    atMs,
    kind: fc.constantFrom('edit' as const, 'force' as const, 'revert' as const),
    of: fc.nat(),
    put: fc.uniqueArray(appName, { maxLength: 3 }),
    needs: appName,
  })
  .map(({ put, needs, ...rest }) => ({
    ...rest,
    apps: Object.fromEntries(put.map((name) => [name, appPlan(name, [needs])])),
    weights: {},
    broken: {},
  }));

const fault: fc.Arbitrary<FaultPlan> = fc.record({
  atMs,
  kind: fc.constant('process-crash' as const),
  at: fc.constantFrom('engine', ...machines),
  backMs: fc.nat(1_000),
});

const operation: fc.Arbitrary<OperationPlan> = fc.oneof(
  fc.record({ atMs, kind: fc.constant('pause' as const), app: appName }),
  fc.record({ atMs, kind: fc.constant('gone' as const), machine: fc.constantFrom(...machines) }),
);

/** Only edits come without another commit, and others name one before them. */
const referring = (commits: readonly CommitPlan[]): readonly CommitPlan[] =>
  commits.map(({ of = 0, kind, ...commit }, index) =>
    kind === 'edit' || index === 0
      ? { ...commit, kind: 'edit' }
      : { ...commit, kind, of: of % index },
  );

const script: fc.Arbitrary<Script> = fc
  .record({
    commits: fc.array(commit, { minLength: 1, maxLength: 12 }),
    faults: fc.array(fault, { minLength: 1, maxLength: 12 }),
    operations: fc.array(operation, { maxLength: 8 }),
    events: fc.integer({ min: 0, max: 5_000 }),
  })
  .map((parts) => ({
    ...parts,
    seed: 1,
    settings,
    commits: referring(parts.commits),
    agents: machines.map((machine) => ({
      machine,
      cpusMilli: 4_000,
      memoryMib: 1_024,
      ports: [31_000, 32_000],
      attributes: {},
      atMs: 0,
    })),
  }));

/** Fails as long as these two are in it: a crash at one place, an app. */
const failsBy = (place: string, app: string) => (candidate: Script) =>
  candidate.faults.some((one) => 'at' in one && one.at === place) &&
  appNames(candidate).includes(app);

const mostRuns = 2_000;

async function shrunk(whole: Script) {
  const place = whole.faults[0] && 'at' in whole.faults[0] ? whole.faults[0].at : '';
  const fails = failsBy(place, appNames(whole)[0] ?? '');
  const tried: Script[] = [];
  const small = await shrink(
    whole,
    async (candidate) => {
      tried.push(candidate);
      return fails(candidate);
    },
    { mostRuns },
  );
  return { small, fails, tried };
}

const hasApps = script.filter((whole) => appNames(whole).length > 0);
const holds = (check: (whole: Script) => Promise<void>) =>
  fc.assert(fc.asyncProperty(hasApps, check), { numRuns: 50 });

describe('shrinking', () => {
  test('keeps failing', () =>
    holds(async (whole) => {
      const { small, fails } = await shrunk(whole);
      expect(fails(small)).toBe(true);
    }));

  test('leaves nothing that could go', () =>
    holds(async (whole) => {
      const { small, fails } = await shrunk(whole);
      expect(small.events).toBe(0);
      expect(small.faults).toHaveLength(1);
      expect(small.operations).toEqual([]);
      expect(appNames(small)).toHaveLength(1);
      for (const part of parts)
        for (let at = 0; at < part.count(small); at += 1) {
          const less = part.without(small, at, 1);
          expect(part.count(less) >= part.least && fails(less)).toBe(false);
        }
    }));

  test('tries only scripts that could have been written', () =>
    holds(async (whole) => {
      const { tried } = await shrunk(whole);
      for (const { commits, agents, faults, operations } of tried) {
        expect(agents.length).toBeGreaterThan(0);
        const there = new Set(['engine', ...agents.map(({ machine }) => machine)]);
        for (const one of faults) expect(there).toContain('at' in one ? one.at : 'engine');
        for (const one of operations) if (one.kind === 'gone') expect(there).toContain(one.machine);
        for (const [index, { kind, of }] of commits.entries())
          if (kind !== 'edit') expect(of ?? Number.NaN).toBeLessThan(index);
      }
    }));

  test('keeps what a commit refers to, under its new number', () => {
    const commits = [0, 1, 2, 3].map(
      (version): CommitPlan => ({
        atMs: version,
        kind: version === 3 ? 'revert' : 'edit',
        ...(version === 3 ? { of: 2 } : {}),
        apps: {},
        weights: {},
        broken: {},
      }),
    );
    const whole: Script = {
      seed: 1,
      settings,
      agents: [],
      commits,
      operations: [],
      faults: [],
      events: 0,
    };
    const part = parts.find(({ name }) => name === 'commit');
    expect(part?.without(whole, 0, 1).commits.at(-1)?.of).toBe(1);
    expect(part?.without(whole, 2, 1).commits.at(-1)?.of).toBe(1);
    expect(part?.without(whole, 0, 3).commits.map(({ kind }) => kind)).toEqual(['edit']);
  });

  test('runs at most as many worlds as it may, and says how it goes', async () => {
    const [whole] = fc.sample(hasApps, { numRuns: 1, seed: 7 });
    if (!whole) throw new Error('no script');
    const said: number[] = [];
    let runs = 0;
    const count = async () => {
      runs += 1;
      return false;
    };
    await shrink(whole, count, { mostRuns: 9, onProgress: (now) => said.push(now.runs) });
    expect(runs).toBe(9);
    expect(said).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
