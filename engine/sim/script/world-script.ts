// A world from a seed: the same seed gives the same script everywhere. Each part draws from dice of
// its own, so that changing how one is drawn changes few others.
import { Random } from '../../lib/random.ts';
import { withCommonCut, withRemovalLimit } from './draw/agents/draw-absences.ts';
import { drawAgents, drawLastPort, firstPort, leastLastPort } from './draw/draw-agents.ts';
import { type AppSetting, appNames, drawApp, drawDependsOn } from './draw/draw-app.ts';
import { drawCommits } from './draw/draw-commits.ts';
import { drawFaults } from './draw/draw-faults.ts';
import { drawOperations } from './draw/draw-operations.ts';
import { withMoreRareFaults } from './draw/draw-rare-faults.ts';
import { drawJob, type JobSetting, jobNames } from './draw/jobs/draw-job.ts';
import { drawJobOperations } from './draw/jobs/draw-job-operations.ts';
import { drawStart } from './draw/jobs/draw-start.ts';
import { withLongJob } from './draw/jobs/long-job.ts';
import { drawDrains } from './draw/maintenance/draw-drains.ts';
import { withWindows } from './draw/maintenance/draw-windows.ts';
import { withMovedRacks } from './draw/maintenance/moved-racks.ts';
import {
  burstChance,
  burstMs,
  commitCount,
  lastPlanPart,
  msPerEvent,
  usualEvents,
} from './draw/pace.ts';
import { withQuotas } from './draw/quota/draw-quotas.ts';
import { drawRefits, withReservations } from './draw/quota/draw-reservations.ts';
import { rolesOf, withTeams } from './draw/quota/draw-teams.ts';
import { withDisks, withRevocable, withTiers } from './draw/volumes/draw-disks.ts';
import { drawReleases } from './draw/volumes/draw-releases.ts';
import { withVolumeFaults } from './draw/volumes/draw-volume-faults.ts';
import { withVolumes } from './draw/volumes/draw-volumes.ts';
import type { JobPlan } from './job-plan.ts';
import type { AppPlan, Script } from './script.ts';

export interface WorldOptions {
  /** Default 2,000. */
  readonly events?: number;
}

const allRoles = ['shop', 'eng/ads', 'ops', '*'] as const;

export function worldScript(seed: number, { events = usualEvents }: WorldOptions = {}): Script {
  const dice = new Random(seed);
  const wall = drawStart(dice.fork('clocks'));
  const plainly = { ...drawSettings(dice.fork('settings')), startMs: wall.startMs };
  const settings = withRemovalLimit(dice.fork('removal limit'), plainly);
  const pace = dice.fork('pace');
  const spanMs = events * pace.between(msPerEvent.least, msPerEvent.most);
  const lastMs = Math.floor(spanMs * lastPlanPart);
  const scale = events / usualEvents;

  const machines = dice.fork('machines').between(3, 6);
  const apps = drawApps(dice.fork('apps'), machines);
  const jobs = drawJobs(dice.fork('jobs'), { roles: apps.setting.roles, wall });
  const lastPort = drawLastPort(dice.fork('ports'));
  const bare = drawAgents(
    dice.fork('agents'),
    { machines, lastPort, spanMs },
    demandOf(apps.all, jobs),
  );
  const times = drawTimes(dice.fork('times'), lastMs, scale);
  const { massDelete } = settings.sync;
  const drawn = drawCommits(dice.fork('commits'), {
    ...apps.setting,
    massDelete,
    times,
    apps: apps.all,
    jobs,
    wall,
  });
  const inTeams = withTeams(dice.fork('teams'), withLongJob(dice.fork('long job'), drawn));
  const roles = rolesOf(inTeams);
  const kept = withReservations(dice.fork('reservations'), bare, roles);
  const plain = withQuotas(dice.fork('quotas'), inTeams, kept);
  const tiered = withTiers(dice.fork('tiers'), withVolumes(dice.fork('volumes'), plain));
  const drained = { machines: bare.map(({ machine }) => machine), lastMs };
  const commits = withWindows(dice.fork('windows'), tiered, drained);
  const wide = withDisks(dice.fork('disks'), kept, commits);
  const agents = withRevocable(dice.fork('revocable'), wide, commits);
  const { agentTimeoutMs } = settings;
  const hit = { machines: agents.map(({ machine }) => machine), agentTimeoutMs };
  const usual = drawFaults(dice.fork('faults'), hit, { commitTimes: times, lastMs, scale });
  const rare = withMoreRareFaults(dice.fork('rare faults'), usual, { ...hit, lastMs });
  const lossy = withVolumeFaults(dice.fork('volume faults'), rare, { ...hit, commits, lastMs });
  const faults = withCommonCut(dice.fork('common cut'), lossy, { ...hit, settings, lastMs });
  const names = [...new Set(commits.flatMap((commit) => Object.keys(commit.apps)))];
  const asked = drawOperations(dice.fork('operations'), { names, commits, faults, lastMs });
  const named = [...new Set(commits.flatMap((commit) => Object.keys(commit.jobs ?? {})))].sort();
  const ofJobs = drawJobOperations(dice.fork('job operations'), named, lastMs);
  const refits = drawRefits(dice.fork('refits'), { agents, roles, lastMs });
  const { machines: all } = hit;
  const lost = { commits, faults, machines: all, lastMs };
  const releases = drawReleases(dice.fork('releases'), lost);
  const drains = drawDrains(dice.fork('drains'), drained);
  const moved = withMovedRacks(dice.fork('racks'), refits);
  const operations = [...asked, ...ofJobs, ...moved, ...releases, ...drains].sort(
    (a, b) => a.atMs - b.atMs,
  );
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

/** None in some worlds. */
function drawJobs(random: Random, setting: JobSetting): readonly JobPlan[] {
  const names = jobNames(random.between(0, 6));
  return names.map((name, at) => drawJob(random, name, names.slice(0, at), setting));
}

function demandOf(apps: readonly AppPlan[], jobs: readonly JobPlan[]) {
  const all = [...apps, ...jobs.map((job) => ({ ...job, instances: 1 }))];
  return {
    cpusMilli: all.reduce((sum, { cpusMilli, instances }) => sum + cpusMilli * instances, 0),
    memoryMib: all.reduce((sum, { memoryMib, instances }) => sum + memoryMib * instances, 0),
    largestCpusMilli: Math.max(...all.map(({ cpusMilli }) => cpusMilli)),
    largestMemoryMib: Math.max(...all.map(({ memoryMib }) => memoryMib)),
  };
}

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
