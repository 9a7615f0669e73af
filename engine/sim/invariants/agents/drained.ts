// A healthy instance leaves a drained agent only once another is healthy in its place, or enough
// are without it; one with volumes is bound by the minimum alone (apps/minimum-health.ts). A run
// is stopped there only when its time is over. What is still there at rest has a reason.
import { waitsOf } from '../../../step/apps/waits.ts';
import type { AppEntry, TaskEntry } from '../../../step/tables.ts';
import { falseWait } from '../rest/true-wait.ts';
import { type Look, rule, type Seen } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';

const tense = [
  'a healthy instance is drained',
  'a run is drained',
  'an instance stays with a reason',
  'a run stays',
] as const;

export const drained = rule({ name: 'drained', tense }, (look) => ({
  batch: (moment) => {
    const seen = look.engineOf(moment);
    if (!seen) return;
    for (const id of moment.effects.tasks) {
      const task = seen.tables.tasks.get(id);
      if (task?.row.kill?.reason !== 'drained' || look.facts.stored.tasks.get(id)?.kill) continue;
      if (task.row.run === undefined) judgeInstance(look, seen, task, moment.effects.nowMs);
      else judgeRun(look, seen, task);
    }
  },
  atRest: () => {
    const { engine } = look.sight;
    if (!engine) return;
    for (const { standing, tasks } of engine.core.tables.agents.values())
      if (standing?.kind === 'closed') for (const id of tasks) judgeLeft(look, engine, id);
  },
}));

function judgeInstance(look: Look, seen: Seen, { row }: TaskEntry, nowMs: number): void {
  const app = seen.tables.apps.get(row.name);
  const wanted = app?.row.wanted === undefined ? undefined : app.versions.get(app.row.wanted);
  const own = app?.versions.get(row.specDigest);
  // One of a version before keeps its volumes while its app is paused.
  if (!app || !wanted || wanted.spec.task.volumes || own?.spec.task.volumes) return;
  if (seen.heard.tasks.get(row.id)?.goodSinceMs === undefined) return;
  look.tense('a healthy instance is drained');
  const others = [...app.tasks.values()].filter(
    (task) => !task.row.end && !task.row.kill && isGood(seen, task, nowMs),
  );
  if (others.some((task) => task.row.instance === row.instance)) return;
  if (others.length >= wanted.spec.instances) return;
  look.violate(`${row.id} is drained, and none is healthy in its place: ${others.length} others`);
}

/** Healthy and ready for the shortest `watch` that any version of it asks for. */
function isGood({ heard, tables }: Seen, { row }: TaskEntry, nowMs: number): boolean {
  const sinceMs = heard.tasks.get(row.id)?.goodSinceMs;
  const kind = tables.agents.get(row.agentId)?.presence.kind;
  if (sinceMs === undefined || kind === 'unreachable' || kind === 'recovering') return false;
  const versions = [...(tables.apps.get(row.name)?.versions.values() ?? [])];
  const watchMs = Math.min(...versions.map(({ spec }) => spec.update.watchMs));
  return nowMs - sinceMs >= watchMs;
}

function judgeRun(look: Look, { tables, engine }: Seen, { row }: TaskEntry): void {
  look.tense('a run is drained');
  const { stored } = look.facts;
  const drains = [...stored.drains.values()].filter(({ agents }) => agents.includes(row.agentId));
  const isTime =
    drains.some(({ jobsUntilMs = Infinity }) => jobsUntilMs <= engine.machineMs) ||
    (stored.cluster?.maintenance ?? []).some(
      ({ jobs, startMs }) => jobs === 'kill' && startMs <= engine.machineMs,
    );
  const { cause = 'nothing' } = tables.agents.get(row.agentId)?.standing ?? {};
  if (!isTime) look.violate(`${row.id} is stopped for ${cause}, and its time isn’t over`);
}

/** What can be told of why it is still there. */
const reasons = [
  ...(['unplaceable', 'quota', 'volume', 'paused', 'quarantined', 'dependency'] as const),
  ...(['backoff', 'starting', 'unhealthy', 'rolling', 'stopping'] as const),
];

function judgeLeft(look: Look, engine: SeenEngine, id: string): void {
  const { tables } = engine.core;
  const row = [...tables.tasks.values()].find((task) => task.row.id === id)?.row;
  if (row?.run !== undefined) look.tense('a run stays');
  const app = row && tables.apps.get(row.name);
  if (!app || row.kill) return;
  const waits = waitsOf(engine.core, app, engine.wallMs);
  const kinds = waits.map(({ kind }) => kind);
  if (!kinds.includes('draining'))
    look.violate(`${id} is on a drained agent, and its app waits for ${kinds.join(', ') || '-'}`);
  else if (kinds.some((kind) => isTrue(look, engine, app, kind)))
    look.tense('an instance stays with a reason');
  else {
    const said = waits.map(({ kind, what }) => `${kind} (${what})`).join('; ');
    look.violate(`${id} is on a drained agent, and nothing keeps it there: ${said}`);
  }
}

function isTrue(look: Look, engine: SeenEngine, app: AppEntry, kind: string): boolean {
  const known = reasons.find((one) => one === kind);
  const lacks = new Map<string, string>();
  return known !== undefined && falseWait({ look, engine, app, lacks }, known) === undefined;
}
