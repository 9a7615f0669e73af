// Would it fit? What goes gives its room back first; then the rollouts that start instances are
// gone through one by one, by name, with placement's own rules, on the agents that are offered.
// Jobs take no room now; whether they could ever is judged beside it.
import type { PlanFit, PlanMisfit } from '../../../schemas/generated/api.ts';
import type { AgentId, ObjectName } from '../../model/ids.ts';
import type { AppSpec, JobSpec, Wanted } from '../../model/wanted.ts';
import { counted } from '../impact.ts';
import { type LimitRefusal, RoleLimits } from '../quota/role-limits.ts';
import type { Snapshot, SnapshotApp, SnapshotInstances, SnapshotJob } from '../snapshot.ts';
import { FitRoom, type Live, mostLooks } from './fit-room.ts';
import { type JobTerms, jobFitOf } from './job-fit.ts';
import type { KeptMisfit } from './kept-misfit.ts';
import { roleShares } from './role-shares.ts';
import { RoleUsage } from './role-usage.ts';
import { expand, rollInThought } from './roll-in-thought.ts';
import { type KeptRolled, rollKept } from './roll-kept.ts';
import { VolumeNeeds } from './volume-needs.ts';

export interface Moves {
  readonly wanted: Wanted;
  /** Apps that instances start or stop of, as wanted, by name. */
  readonly moved: readonly AppSpec[];
  /** Names of apps whose instances all go. */
  readonly gone: readonly string[];
  /** Jobs that ask for a place that they didn't ask for before, by name. */
  readonly placed: readonly JobSpec[];
  /** Names of jobs whose attempts all go. */
  readonly cancelled: readonly string[];
  /** Agents that are taken only where no other fits. */
  readonly last: ReadonlySet<AgentId>;
}

export interface Fitted {
  readonly fit: PlanFit;
  /** The agents once the rollouts are through. */
  readonly room: FitRoom;
  /** What there is then of each app that moved, by name; the others' instances stay. */
  readonly lives: ReadonlyMap<ObjectName, readonly Live[]>;
  /** What bounds a placement there. */
  readonly terms: JobTerms;
}

export function fitOf(snapshot: Snapshot, moves: Moves): Fitted {
  const { moved, gone, placed, cancelled, wanted, last } = moves;
  const usage = new RoleUsage(snapshot);
  const before = usage.shares();
  const limits = new RoleLimits(wanted.quotas.map(({ spec }) => spec));
  const needs = new VolumeNeeds(
    snapshot.volumes,
    wanted.volumes.map(({ spec }) => spec),
  );
  const room = new FitRoom(snapshot, { usage, limits, needs, last, looks: { left: mostLooks } });
  for (const going of [standingOf(snapshot.apps, gone), standingOf(snapshot.jobs, cancelled)])
    for (const group of [...going.values()].flat())
      for (const live of expand(group, false)) room.stop(live);
  const names = moved.map(({ name }) => name);
  const standing = standingOf(snapshot.apps, names);
  const { lives, ...rolled } = rollAll(room, moved, standing);
  const terms = { limits, needs };
  const fit = {
    ...rolled,
    agents: room.agents,
    agentsLeftOut: snapshot.agents.length - room.agents,
    roles: roleShares(usage, before, wanted),
    jobs: jobFitOf(snapshot, placed, terms),
  };
  return { fit, room, lives, terms };
}

type ByName = ReadonlyMap<string, readonly SnapshotInstances[]>;

function standingOf(
  objects: readonly Pick<SnapshotJob | SnapshotApp, 'name' | 'instances'>[],
  names: readonly string[],
): ByName {
  const asked = new Set(names);
  const standing = new Map<string, readonly SnapshotInstances[]>();
  for (const { name, instances } of objects) if (asked.has(name)) standing.set(name, instances);
  return standing;
}

function rollAll(
  room: FitRoom,
  moved: readonly AppSpec[],
  standing: ByName,
): Pick<PlanFit, 'fits' | 'of' | 'unjudged' | 'failures'> & Pick<Fitted, 'lives'> {
  const failures: PlanMisfit[] = [];
  const lives = new Map<ObjectName, readonly Live[]>();
  const sum = { fits: 0, of: 0, unjudged: 0 };
  for (const spec of moved) {
    const rolled = rolledOf(room, spec, standing.get(spec.name) ?? []);
    lives.set(spec.name, rolled.lives);
    sum.fits += rolled.placed;
    sum.unjudged += rolled.unjudged;
    sum.of += rolled.placed + rolled.missing + rolled.unjudged;
    if (rolled.missing > 0) failures.push(misfitOf(room, spec, rolled));
  }
  return { ...sum, failures, lives };
}

function rolledOf(
  room: FitRoom,
  spec: AppSpec,
  instances: readonly SnapshotInstances[],
): KeptRolled {
  if (spec.tier === 'revocable') return unjudged(spec, instances);
  const roll = spec.task.volumes === undefined ? rollInThought : rollKept;
  return roll(room, spec, instances);
}

/** A snapshot doesn't say what of its agents may be taken back. */
function unjudged(spec: AppSpec, instances: readonly SnapshotInstances[]): KeptRolled {
  const same = instances.filter(({ taskDigest }) => taskDigest === spec.taskDigest);
  const kept = same.reduce((sum, { total }) => sum + total, 0);
  const lives = instances.flatMap((group) => expand(group, false));
  return { placed: 0, missing: 0, lives, unjudged: Math.max(0, spec.instances - kept) };
}

/** Why so many instances of it can't be placed in this room. */
export function misfitOf(
  room: FitRoom,
  spec: AppSpec,
  rolled: Pick<KeptRolled, 'missing' | 'lives' | 'misfit'>,
): PlanMisfit {
  const { missing, lives, misfit } = rolled;
  if (misfit !== undefined) return keptMisfit(spec, missing, misfit);
  const refusal = room.limitRefusal(spec, missing);
  if (refusal !== undefined) return limitMisfit(room, spec, missing, refusal);
  const { sentence, wouldFit, ruledOut } = room.why(spec, lives);
  return {
    app: spec.name,
    missing,
    text: `${missing} of ${counted(spec.instances, 'instance')} can't be placed: ${sentence}`,
    remedy: wouldFit,
    reasons: ruledOut.map(({ kind, by, agents, detail }) => ({ kind, name: by, agents, detail })),
  };
}

function keptMisfit(
  { name, instances }: AppSpec,
  missing: number,
  { text, remedy, reason }: KeptMisfit,
): PlanMisfit {
  const ruled = `${missing} of ${counted(instances, 'instance')} can't be placed`;
  return { app: name, missing, text: `${ruled}: ${text}`, remedy, reasons: [reason] };
}

function limitMisfit(
  room: FitRoom,
  { name, instances }: AppSpec,
  missing: number,
  { role, detail, needed }: LimitRefusal,
): PlanMisfit {
  const ruled = `${missing} of ${counted(instances, 'instance')}`;
  return {
    ...{ app: name, missing },
    text: `limit of role ${role} rules out ${ruled}: ${detail}`,
    remedy: `raise it to ${needed}, or ask for less`,
    reasons: [{ kind: 'limit', name: role, agents: room.agents, detail }],
  };
}
