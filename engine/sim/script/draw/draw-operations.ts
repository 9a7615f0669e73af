// What people ask of the engine beside commits. A lost machine's agent is declared gone by the end;
// now and then one that only seemed lost is.
import type { Random } from '../../../lib/random.ts';
import type { CommitPlan, FaultPlan, OperationPlan } from '../script.ts';

export interface OperationSetting {
  readonly names: readonly string[];
  readonly commits: readonly CommitPlan[];
  readonly faults: readonly FaultPlan[];
  readonly lastMs: number;
}

export function drawOperations(
  random: Random,
  setting: OperationSetting,
): readonly OperationPlan[] {
  const drawn = [
    ...Array.from({ length: random.between(0, 3) }, () => pauses(random, setting)).flat(),
    ...Array.from({ length: random.between(0, 3) }, () => aborts(random, setting)).flat(),
    ...setting.faults.flatMap((fault) => gone(random, fault)),
  ];
  return drawn.filter(({ atMs }) => atMs <= setting.lastMs).sort((a, b) => a.atMs - b.atMs);
}

/** Mostly resumed; what stays paused waits for it in the end. */
function pauses(random: Random, { names, lastMs }: OperationSetting): readonly OperationPlan[] {
  const app = random.pickAny(names);
  if (app === undefined) return [];
  const atMs = random.between(1_000, lastMs);
  const resumeMs = atMs + random.between(500, 30_000);
  const pause: OperationPlan = { kind: 'pause', app, atMs };
  return random.chance(0.85) ? [pause, { kind: 'resume', app, atMs: resumeMs }] : [pause];
}

/** Shortly after a commit, of an app that it changes; sometimes resumed later. */
function aborts(random: Random, { commits, names }: OperationSetting): readonly OperationPlan[] {
  const commit = random.pickAny(commits);
  const app = random.pickAny(Object.keys(commit?.apps ?? {})) ?? random.pickAny(names);
  if (commit === undefined || app === undefined) return [];
  const atMs = commit.atMs + random.between(1_000, 12_000);
  const abort: OperationPlan = { kind: 'abort', app, atMs };
  const resumeMs = atMs + random.between(1_000, 30_000);
  return random.chance(0.5) ? [abort, { kind: 'resume', app, atMs: resumeMs }] : [abort];
}

function gone(random: Random, fault: FaultPlan): readonly OperationPlan[] {
  if (fault.kind !== 'machine-crash') return [];
  if (!random.chance(fault.disk === 'lost' ? 0.8 : 0.1)) return [];
  return [{ kind: 'gone', machine: fault.at, atMs: fault.atMs + random.between(500, 30_000) }];
}
