// A world from a seed: the same seed gives the same script everywhere. Each part draws from dice of
// its own, so that changing how one is drawn changes few others.
import { Random } from '../kernel/random.ts';
import { drawAgents, drawLastPort, firstPort, leastLastPort } from './draw/draw-agents.ts';
import { type AppSetting, appNames, drawApp, drawDependsOn } from './draw/draw-app.ts';
import { drawCommits } from './draw/draw-commits.ts';
import { drawFaults } from './draw/draw-faults.ts';
import { drawOperations } from './draw/draw-operations.ts';
import {
  burstChance,
  burstMs,
  commitCount,
  lastPlanPart,
  msPerEvent,
  usualEvents,
} from './draw/pace.ts';
import type { AppPlan, Script } from './script.ts';

export interface WorldOptions {
  /** Default 2,000. */
  readonly events?: number;
}

const allRoles = ['shop', 'eng/ads', 'ops', '*'] as const;

export function worldScript(seed: number, { events = usualEvents }: WorldOptions = {}): Script {
  const dice = new Random(seed);
  const settings = drawSettings(dice.fork('settings'));
  const pace = dice.fork('pace');
  const spanMs = events * pace.between(msPerEvent.least, msPerEvent.most);
  const lastMs = Math.floor(spanMs * lastPlanPart);
  const scale = events / usualEvents;

  const machines = dice.fork('machines').between(3, 6);
  const apps = drawApps(dice.fork('apps'), machines);
  const lastPort = drawLastPort(dice.fork('ports'));
  const agents = drawAgents(
    dice.fork('agents'),
    { machines, lastPort, spanMs },
    demandOf(apps.all),
  );
  const times = drawTimes(dice.fork('times'), lastMs, scale);
  const { massDelete } = settings.sync;
  const commits = drawCommits(dice.fork('commits'), {
    ...apps.setting,
    massDelete,
    times,
    apps: apps.all,
  });
  const faults = drawFaults(
    dice.fork('faults'),
    {
      machines: agents.map(({ machine }) => machine),
      agentTimeoutMs: settings.agentTimeoutMs,
    },
    { commitTimes: times, lastMs, scale },
  );
  const names = [...new Set(commits.flatMap((commit) => Object.keys(commit.apps)))];
  const operations = drawOperations(dice.fork('operations'), { names, commits, faults, lastMs });
  return { seed, settings, agents, commits, operations, faults, events };
}

const drawSettings = (random: Random): Script['settings'] => ({
  agentTimeoutMs: random.between(4, 15) * 1_000,
  agentReregistrationTimeoutMs: random.between(10, 60) * 1_000,
  sync: {
    intervalMs: random.between(10, 30) * 100,
    massDelete: { fractionMilli: random.pick([200, 300, 500]), count: random.between(2, 5) },
  },
});

interface Apps {
  readonly setting: AppSetting;
  readonly all: readonly AppPlan[];
}

function drawApps(random: Random, machines: number): Apps {
  const names = appNames(random, random.between(8, 11));
  const [first, ...others] = allRoles.slice(random.between(0, 2));
  const setting: AppSetting = {
    roles: [first ?? '*', ...others],
    machines,
    ports: [firstPort, leastLastPort],
  };
  const all = names.map((name, at) =>
    drawApp(random, name, setting, drawDependsOn(random, names, at)),
  );
  return { setting, all };
}

const demandOf = (apps: readonly AppPlan[]) => ({
  cpusMilli: apps.reduce((sum, { cpusMilli, instances }) => sum + cpusMilli * instances, 0),
  memoryMib: apps.reduce((sum, { memoryMib, instances }) => sum + memoryMib * instances, 0),
  largestCpusMilli: Math.max(...apps.map(({ cpusMilli }) => cpusMilli)),
  largestMemoryMib: Math.max(...apps.map(({ memoryMib }) => memoryMib)),
});

/** The first at once; the others spread over the whole, some close after one another. */
function drawTimes(random: Random, lastMs: number, scale: number): readonly number[] {
  const usual = random.between(commitCount.least, commitCount.most);
  const count = Math.max(usual, Math.round(usual * scale));
  const times = [0];
  while (times.length < count) {
    const before = times.at(-1) ?? 0;
    const isBurst = times.length > 1 && random.chance(burstChance);
    const atMs = isBurst ? before + random.between(0, burstMs) : random.between(3_000, lastMs);
    times.push(Math.min(atMs, lastMs));
  }
  return times.sort((a, b) => a - b);
}
