// Worlds from seeds: what each of them has, and that its texts say what its script asks for, by the
// real loader.
import { expect, test } from 'vitest';
import { Random } from '../../../../engine/lib/random.ts';
import {
  agentActs,
  engineActs,
  volumeActs,
  volumeEngineActs,
} from '../../../../engine/sim/script/acts.ts';
import {
  withoutAgent,
  withoutApp,
  withoutCommit,
  withoutFault,
  withoutJob,
  withoutOperation,
} from '../../../../engine/sim/script/cut-script.ts';
import { lastPlanPart, msPerEvent, usualEvents } from '../../../../engine/sim/script/draw/pace.ts';
import { allFaultNames, faultName } from '../../../../engine/sim/script/fault-names.ts';
import { isFaultyQuota } from '../../../../engine/sim/script/quota/quota-rules.ts';
import type { Script } from '../../../../engine/sim/script/script.ts';
import { treesOf } from '../../../../engine/sim/script/trees.ts';
import { worldScript } from '../../../../engine/sim/script/world-script.ts';
import { jobNames } from '../../../../engine/sim/shrink/cuts.ts';
import { loadingFaults } from '../../../support/sim/script-loading.ts';

const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
const scripts = seeds.map((seed) => worldScript(seed));
const every = <T>(promise: (script: Script) => T): readonly T[] => scripts.map(promise);

test('a seed gives one world, to the last letter', () => {
  expect(JSON.stringify(worldScript(7))).toBe(JSON.stringify(worldScript(7)));
  expect(new Set(scripts.map((script) => JSON.stringify(script.agents))).size).toBeGreaterThan(290);
});

test('a world has agents, apps and commits enough', () => {
  expect(Math.min(...every(({ agents }) => agents.length))).toBeGreaterThanOrEqual(3);
  expect(Math.min(...every(({ commits }) => commits.length))).toBeGreaterThanOrEqual(20);
  expect(Math.min(...every((script) => appsOf(script).size))).toBeGreaterThanOrEqual(8);
});

test('a longer world has more of everything', () => {
  const few = seeds.slice(0, 20);
  const long = few.map((seed) => worldScript(seed, { events: 10_000 }));
  const count = (worlds: readonly Script[], part: 'commits' | 'faults') =>
    worlds.reduce((sum, world) => sum + world[part].length, 0);
  for (const part of ['commits', 'faults'] as const)
    expect(count(long, part)).toBeGreaterThan(4 * count(scripts.slice(0, 20), part));
});

test('commits, operations and faults come in order, within the time of the script', () => {
  for (const { commits, operations, faults } of scripts)
    for (const plans of [commits, operations, faults]) {
      const times = plans.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.every((atMs) => atMs >= 0 && atMs <= latestMs)).toBe(true);
    }
});

test('every commit loads as its script says: what it asks for, or faulty', () => {
  expect(scripts.slice(0, 60).flatMap(loadingFaults)).toEqual([]);
}, 60_000);

test('a script that was cut is a script, and loads as it says', () => {
  const found = scripts.slice(60, 100).flatMap((script) => {
    const random = new Random(script.seed);
    let cut = script;
    for (let cuts = 0; cuts < 12; cuts += 1) cut = cutOnce(random, cut);
    return loadingFaults(cut);
  });
  expect(found).toEqual([]);
}, 60_000);

test('what a cut takes is gone, with all that pointed at it', () => {
  for (const script of scripts) {
    const [agent] = script.agents;
    const [name] = appsOf(script);
    const cut = withoutApp(withoutAgent(script, agent?.machine ?? ''), name ?? '');
    const { settings: _, ...rest } = cut;
    expect(JSON.stringify(rest.faults)).not.toContain(`"${agent?.machine}"`);
    expect(JSON.stringify(rest.operations)).not.toContain(`"${name}"`);
    expect(appsOf(cut)).not.toContain(name);
    expect(cut.commits).toHaveLength(script.commits.length);
  }
});

test('all kinds of faults come, in all their variants', () => {
  const drawn = new Set(scripts.flatMap(({ faults }) => faults.map(faultName)));
  expect(allFaultNames.filter((name) => !drawn.has(name))).toEqual([]);
  expect([...drawn].filter((name) => !allFaultNames.includes(name))).toEqual([]);
  expect(new Set(allFaultNames).size).toBe(allFaultNames.length);
});

test('faults and operations name machines, apps and acts that there are', () => {
  const strangers = scripts.flatMap((script) => {
    const { agents, faults, operations, seed } = script;
    const hosts = new Set(['engine', ...agents.map(({ machine }) => machine)]);
    const apps = appsOf(script);
    const jobs = new Set(jobNames(script));
    return [
      ...faults.filter((fault) => 'at' in fault && !hosts.has(fault.at)),
      ...faults.filter((fault) => 'act' in fault && !isActOf(fault)),
      ...operations.filter((one) => one.kind === 'gone' && !hosts.has(one.machine)),
      ...operations.filter((one) => 'app' in one && !apps.has(one.app)),
      ...operations.filter((one) => 'job' in one && !jobs.has(one.job)),
    ].map((plan) => `seed ${seed}: ${JSON.stringify(plan)}`);
  });
  expect(strangers).toEqual([]);
});

test('most worlds have faults of many kinds, some of one alone, some none', () => {
  const kinds = scripts.map(({ faults }) => new Set(faults.map(({ kind }) => kind)).size);
  expect(kinds.filter((count) => count > 6).length).toBeGreaterThan(150);
  const single = scripts.filter(({ faults }, at) => kinds[at] === 1 && faults.length >= 10);
  expect(single.length).toBeGreaterThan(20);
  expect(scripts.filter(({ faults }) => faults.length <= 3).length).toBeGreaterThan(5);
});

test('apps mostly want a good part of what there is, sometimes more', () => {
  const parts = scripts.map(wantedPart).sort((a, b) => a - b);
  expect(parts[30]).toBeGreaterThan(0.4);
  expect(parts[240]).toBeLessThan(0.95);
  expect(parts.at(-1)).toBeGreaterThan(1);
});

test('most worlds have roles within roles and Quotas, and many agents that keep something', () => {
  const worlds = (is: (script: Script) => boolean) => scripts.filter(is).length;
  const quotas = ({ commits }: Script) =>
    commits.flatMap((commit) => Object.values(commit.quotas ?? {}));
  const isDeep = (role: string | undefined) => role?.split('/').length === 3;
  const apps = ({ commits }: Script) => commits.flatMap((commit) => Object.values(commit.apps));
  expect(worlds((script) => apps(script).some((app) => isDeep(app?.role)))).toBeGreaterThan(100);
  for (const term of ['guarantee', 'limit'] as const)
    expect(worlds((script) => quotas(script).some((one) => one?.[term]))).toBeGreaterThan(150);
  expect(worlds((script) => quotas(script).includes(null))).toBeGreaterThan(100);
  expect(worlds(({ agents }) => agents.some(({ reserved }) => reserved))).toBeGreaterThan(100);
  const refits = ({ operations }: Script) => operations.filter(({ kind }) => kind === 'refit');
  expect(worlds((script) => refits(script).length > 0)).toBeGreaterThan(60);
  const isAllowed = ({ commits }: Script) => commits.some(({ allowQuota }) => allowQuota);
  expect(worlds(isAllowed)).toBeGreaterThan(20);
  const isFaulty = (script: Script) =>
    treesOf(script).some(({ quotas: plans }) => isFaultyQuota(plans));
  expect(worlds(isFaulty)).toBeGreaterThan(20);
});

test('what agents keep is a part of what they have, for roles that there are', () => {
  for (const { agents } of scripts)
    for (const { cpusMilli, memoryMib, reserved = [] } of agents) {
      const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
      expect(sum(reserved.map((part) => part.cpusMilli))).toBeLessThan(cpusMilli);
      expect(sum(reserved.map((part) => part.memoryMib))).toBeLessThan(memoryMib);
      expect(new Set(reserved.map(({ role }) => role)).size).toBe(reserved.length);
    }
});

function wantedPart({ agents, commits }: Script): number {
  const apps = Object.values(commits[0]?.apps ?? {});
  const wanted = apps.reduce((sum, app) => sum + (app?.cpusMilli ?? 0) * (app?.instances ?? 0), 0);
  return wanted / agents.reduce((sum, { cpusMilli }) => sum + cpusMilli, 0);
}

const isActOf = ({ at, act }: { readonly at: string; readonly act: string }): boolean => {
  const acts: readonly string[] =
    at === 'engine' ? [...engineActs, ...volumeEngineActs] : [...agentActs, ...volumeActs];
  return acts.includes(act);
};

const latestMs = usualEvents * msPerEvent.most * lastPlanPart;

const appsOf = (script: Script): ReadonlySet<string> =>
  new Set(script.commits.flatMap(({ apps }) => Object.keys(apps)));

function cutOnce(random: Random, script: Script): Script {
  const at = (list: readonly unknown[]): number => random.between(0, Math.max(0, list.length - 1));
  switch (random.between(0, 5)) {
    case 0:
      return withoutFault(script, at(script.faults));
    case 1:
      return withoutOperation(script, at(script.operations));
    case 2:
      return withoutAgent(script, script.agents[at(script.agents)]?.machine ?? '');
    case 4:
      return withoutJob(script, random.pickAny(jobNames(script)) ?? '');
    case 3:
      return withoutApp(script, random.pickAny([...appsOf(script)]) ?? '');
    default:
      return withoutCommit(script, at(script.commits));
  }
}
