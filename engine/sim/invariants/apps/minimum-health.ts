// We never stop a healthy instance so that fewer than ceil(N x minimumHealth) remain: healthy and
// ready for `watch`, on an agent that is there, not told to go. Removal of the whole app apart.
import type { AppSpec } from '../../../model/wanted.ts';
import type { AppEntry, TaskEntry } from '../../../step/tables.ts';
import { type Look, rule, type Seen } from '../rule.ts';
import { aimsOf } from './aims.ts';

const tense = ['a healthy one is stopped', 'the least that is allowed is left'] as const;

export const minimumHealth = rule({ name: 'minimum-health', tense }, (look) => ({
  batch: (moment) => {
    const seen = look.engineOf(moment);
    if (!seen) return;
    const apps = new Map<AppEntry, TaskEntry>();
    for (const id of moment.effects.tasks) {
      const task = seen.tables.tasks.get(id);
      const app = task && seen.tables.apps.get(task.row.name);
      if (app && isStopped(look, seen, task)) apps.set(app, task);
    }
    for (const [app, task] of apps) judge({ look, seen, nowMs: moment.effects.nowMs }, app, task);
  },
}));

/** A healthy one, by a decision of this batch that isn't its app's removal. */
function isStopped({ facts }: Look, { tables, heard }: Seen, { row }: TaskEntry): boolean {
  if (!row.kill || row.kill.reason === 'removed' || facts.stored.tasks.get(row.id)?.kill)
    return false;
  const agent = tables.agents.get(row.agentId);
  const isThere = agent?.presence.kind === 'registered' || agent?.presence.kind === 'disconnected';
  return isThere && heard.tasks.get(row.id)?.goodSinceMs !== undefined;
}

interface Judged {
  readonly look: Look;
  readonly seen: Seen;
  readonly nowMs: number;
}

function judge({ look, seen, nowMs }: Judged, app: AppEntry, killed: TaskEntry): void {
  const aims = aimsOf(app);
  if (!aims) return;
  look.tense('a healthy one is stopped');
  const verdicts = aims.specs.map((spec) => {
    const stated = Math.ceil((aims.instances * spec.update.minimumHealthMilli) / 1000);
    // An instance and its successor can't both have its volumes.
    const spared = spec.task.volumes ? Math.max(0, aims.instances - 1) : stated;
    const least = Math.min(stated, spared);
    return { least, left: provenOf({ look, seen, nowMs }, app, spec) };
  });
  if (verdicts.some(({ left, least }) => left === least))
    look.tense('the least that is allowed is left');
  if (verdicts.some(({ left, least }) => left >= least)) return;
  const [{ left, least } = { left: 0, least: 0 }] = verdicts;
  const why = killed.row.kill?.reason ?? '';
  look.violate(`${killed.row.id} is stopped (${why}): ${left} healthy ones are left of ${least}`);
}

/** Healthy and ready for the version's `watch`, in the engine's knowledge. */
function provenOf({ seen, nowMs }: Judged, app: AppEntry, spec: AppSpec): number {
  let proven = 0;
  for (const { row } of app.tasks.values()) {
    if (row.end || row.kill) continue;
    const kind = seen.tables.agents.get(row.agentId)?.presence.kind;
    if (kind === 'unreachable' || kind === 'recovering' || kind === 'gone') continue;
    const sinceMs = seen.heard.tasks.get(row.id)?.goodSinceMs;
    if (sinceMs !== undefined && nowMs - sinceMs >= spec.update.watchMs) proven += 1;
  }
  return proven;
}
