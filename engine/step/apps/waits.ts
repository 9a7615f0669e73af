// Why isn't an app as Git wants it? Everything it waits for, most telling first, each in words
// that a person can act on (house.md 16). Empty when it is as wanted.
import { counted, spokenDuration } from '../../lib/text/spoken-duration.ts';
import { slotId, taskId } from '../../model/ids.ts';
import { withoutPorts } from '../../model/resources/amounts.ts';
import { quantitiesOf } from '../../model/resources/bundle.ts';
import { takeableAmounts } from '../../model/resources/takeable.ts';
import { claimOf, requestOf, scalarsOf } from '../../place/app-request.ts';
import { fillOf } from '../../place/fill-order.ts';
import type { RankableAgent } from '../../place/ranking.ts';
import { type Unplaced, type WhyAgent, whyUnplaced } from '../../place/why.ts';
import type { Cluster } from '../cluster.ts';
import { endText } from '../end-text.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import { gatheringWaits } from '../master/gathering.ts';
import { countsOf } from '../offers/agent-counts.ts';
import { heldBackOn, unplacedWaits, type Want } from '../offers/held-back.ts';
import type { AgentEntry, AppEntry, Tables, TaskEntry } from '../tables.ts';
import { wantedVersion } from '../tables.ts';
import { keptWish, newScalars } from '../volumes/kept-wish.ts';
import { missingWaits } from '../volumes/missing.ts';
import { keptWaits } from '../volumes/waits.ts';
import type { Wait } from '../wait.ts';
import { aimOf, needsRollout } from './aim.ts';
import { delayedUntilMs } from './backoff.ts';
import { goingBefore, unsatisfied } from './dependencies.ts';
import { isFailure } from './ended-task.ts';
import { taskWaits } from './instance-waits.ts';
import { short } from './rollout.ts';

export function waitsOf(cluster: Cluster, app: AppEntry, nowMs: number): readonly Wait[] {
  const { tables } = cluster;
  if (!wantedVersion(app)) return goingWaits(tables, app);
  return [
    ...gatheringWaits(tables, app, nowMs),
    ...holdWaits(app, nowMs),
    ...dependencyWaits(tables, app),
    ...lostVolumeWaits(tables, app),
    ...backoffWaits(app, nowMs),
    ...placeWaits(cluster, app, nowMs),
    ...taskWaits(tables, app, nowMs),
    ...rollingWaits(app),
  ];
}

const live = (app: AppEntry): readonly TaskEntry[] =>
  [...app.tasks.values()].filter((task) => !task.row.end);

function goingWaits(tables: Tables, app: AppEntry): readonly Wait[] {
  const before = goingBefore(tables, app);
  const what = 'its file is deleted';
  if (before.length > 0)
    return [{ kind: 'stopping', what: `${what}; it stops after ${before.join(', ')}`, remedy: '' }];
  const left = counted(live(app).length, 'instance');
  return [{ kind: 'stopping', what: `${what}; ${left} to stop`, remedy: '' }];
}

/** Held by an operator, or by what became of the version that Git wants. */
function holdWaits(app: AppEntry, nowMs: number): readonly Wait[] {
  const waits: Wait[] = [];
  const resume = `\`meridian resume ${app.row.name}\``;
  const { paused } = app.row;
  if (paused) {
    const since = spokenDuration(nowMs - paused.atMs);
    const what = `paused by ${paused.by} ${since} ago`;
    waits.push({ kind: 'paused', what, remedy: `${resume} lets it go on` });
  }
  const aim = aimOf(app);
  const wanted = wantedVersion(app);
  if (aim?.quarantine && wanted) {
    const failed = `revision ${short(wanted.revision)} failed (${aim.quarantine.reason})`;
    const runs =
      aim.kind === 'rollback' ? `runs ${short(aim.version.revision)} instead` : 'is held';
    const remedy = `commit a fix or a revert, or ${resume} to try it again`;
    waits.push({ kind: 'quarantined', what: `${failed}; it ${runs}`, remedy });
  } else if (app.rollout?.state === 'paused') {
    const what = `${app.rollout.id} is paused: ${app.rollout.reason ?? 'no reason given'}`;
    waits.push({ kind: 'paused', what, remedy: `commit a fix, or ${resume}` });
  }
  return waits;
}

function dependencyWaits(tables: Tables, app: AppEntry): readonly Wait[] {
  if (!tables.gated.has(app.row.name)) return [];
  const names = unsatisfied(tables, app);
  const [first] = names;
  if (first === undefined) return [];
  const what = `waits for ${names.join(', ')}, which it depends on`;
  return [{ kind: 'dependency', what, remedy: `see \`meridian why ${first}\`` }];
}

function lostVolumeWaits(tables: Tables, app: AppEntry): readonly Wait[] {
  const aim = aimOf(app);
  return aim ? missingWaits(tables, { ...aim.version.spec, instances: aim.instances }) : [];
}

/** The failures of an app's own doing that are remembered, newest first. */
export const failuresOf = (app: AppEntry): readonly TaskEntry[] =>
  [...app.tasks.values()]
    .filter((task) => isFailure(task.row))
    .sort((a, b) => (b.row.end?.atMs ?? 0) - (a.row.end?.atMs ?? 0));

function backoffWaits(app: AppEntry, nowMs: number): readonly Wait[] {
  const specs = [...app.versions.values()].map((version) => version.spec);
  const spec = specs.find((one) => one.versionDigest === app.row.backoff?.version);
  // What is quarantined doesn't start again by itself.
  if (spec && app.row.quarantine[spec.versionDigest]) return [];
  const untilMs = spec && delayedUntilMs(app.row.backoff, spec, nowMs);
  if (untilMs === undefined) return [];
  const wanted = wantedVersion(app)?.spec.instances ?? 0;
  const kept = live(app).filter((task) => !task.row.kill);
  const isShort = kept.filter((task) => task.row.taskDigest === spec?.taskDigest).length < wanted;
  if (!isShort) return [];
  const [last] = failuresOf(app);
  const because = last ? `, after ${last.row.id} ended with ${endText(last.row)}` : '';
  const what = `starts again in ${spokenDuration(untilMs - nowMs)}${because}`;
  const remedy = last ? `see \`meridian logs ${last.row.id}\`` : '';
  return [{ kind: 'backoff', what, remedy }];
}

function placeWaits(cluster: Cluster, app: AppEntry, nowMs: number): readonly Wait[] {
  const why = unplacedOf(cluster, app, nowMs);
  if (!app.unmet) return [];
  const { spec } = app.unmet.version;
  const pinned = pinnedWaits(cluster, app, nowMs);
  const missing = app.unmet.slots.length - pinned.size;
  const waits = [...pinned.values()].flat();
  if (!why || missing === 0) return waits;
  const who = `${missing} of ${counted(spec.instances, 'instance')} have no place`;
  return [...waits, ...unplacedWaits(cluster, wantOf(spec), { why, who, missing })];
}

/** Of instances with volumes that can go to one agent alone, by slot. */
function pinnedWaits(
  cluster: Cluster,
  { unmet }: AppEntry,
  nowMs: number,
): ReadonlyMap<number, readonly Wait[]> {
  const waits = new Map<number, readonly Wait[]>();
  if (unmet?.version.spec.task.volumes === undefined) return waits;
  const { spec } = unmet.version;
  for (const instance of unmet.slots) {
    const slot = slotId(spec.name, instance);
    const wish = keptWish(cluster.tables, {
      ...spec,
      slot,
      taskId: taskId(spec.name, instance, 0),
    });
    const found = keptWaits(cluster, wish, { who: `instance ${instance}`, nowMs });
    if (found.length > 0) waits.set(instance, found);
  }
  return waits;
}

/** Why what the app has unmet fits nowhere; undefined when nothing is. */
export function unplacedOf(cluster: Cluster, app: AppEntry, nowMs: number): Unplaced | undefined {
  if (!app.unmet) return undefined;
  const { spec } = app.unmet.version;
  return whyUnplaced(
    { ...requestOf(spec), scalars: newScalars(cluster.tables, spec) },
    whyAgents(cluster, wantOf(spec), nowMs),
    countsOf(cluster.tables, app),
  );
}

/** What a task of it takes, and as whose. */
export const wantOf = (
  spec: Parameters<typeof scalarsOf>[0] & Parameters<typeof claimOf>[0] & Pick<Want, 'role'>,
): Want => ({
  role: spec.role,
  scalars: scalarsOf(spec),
  ...{ claim: spec.task.volumes ? { isDiskWhole: true } : claimOf(spec) },
});

/** All agents but those that are gone, by id, as a role's tasks see them. */
export const whyAgents = (cluster: Cluster, want: Want, nowMs: number): readonly RankableAgent[] =>
  [...cluster.tables.agents.values()]
    .filter((agent) => agent.presence.kind !== 'gone')
    .sort((a, b) => (a.row.id < b.row.id ? -1 : 1))
    .map((agent) => whyAgentOf(cluster, agent, { want, nowMs }));

/** An agent as placement sees it: without the ports that something else holds. */
export function whyAgentOf(
  cluster: Cluster,
  agent: AgentEntry,
  { want, nowMs }: { readonly want: Want; readonly nowMs: number },
): RankableAgent {
  const { id, facts } = agent.row;
  const { role, claim } = want;
  const bundle = cluster.allocator.freeOn(id) ?? facts.resources;
  const free = takeableAmounts(bundle, role, claim);
  const busy = [...agent.busyPorts].filter(([, untilMs]) => untilMs > nowMs).map(([port]) => port);
  const ports = withoutPorts(free.ranges.ports ?? [], busy);
  const wait = agentWaitOf(cluster.tables, agent, nowMs);
  return {
    agentId: id,
    hostname: facts.hostname,
    attributes: facts.attributes,
    total: takeableAmounts(facts.resources, role, claim).scalars,
    free: { ...free, ranges: { ...free.ranges, ports } },
    full: fillOf(quantitiesOf(facts.resources), quantitiesOf(bundle)),
    ...(wait ? { notOffered: notOfferedFor(wait) } : heldBackOn(cluster, want, id)),
  };
}

const notOfferedFor = ({ kind, what, remedy }: Wait): NonNullable<WhyAgent['notOffered']> => ({
  ...{ kind, detail: what },
  ...(kind === 'no-resources' ? { restart: remedy } : {}),
});

/** How far a rollout under way is. */
function rollingWaits(app: AppEntry): readonly Wait[] {
  const aim = aimOf(app);
  const { rollout } = app;
  if (!aim || rollout?.state !== 'running' || !rollout.opened || app.row.paused) return [];
  const { taskDigest } = aim.version.spec;
  const old = live(app).filter((task) => task.row.taskDigest !== taskDigest).length;
  const proven = `${Math.min(app.proven, aim.instances)} of ${counted(aim.instances, 'instance')}`;
  const left = old === 0 ? '' : `, ${old} old still there`;
  const verb = rollout.kind === 'rollback' ? 'goes back to' : 'rolls out';
  const isNew = needsRollout(app, aim) ? verb : 'evens out at';
  const what = `${rollout.id} ${isNew} ${short(rollout.revision)}: ${proven} healthy${left}`;
  return [{ kind: 'rolling', what, remedy: '' }];
}
