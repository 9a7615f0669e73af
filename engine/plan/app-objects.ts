// Apps that differ, with what becomes of their instances.
import type { PlanObject } from '../../schemas/generated/api.ts';
import type { AppSpec, Placed } from '../model/wanted.ts';
import { changesOf } from './change-list.ts';
import { type Effect, effectOf, noEffect, type Standing } from './effect.ts';
import { changeImpact, consequencesOf, createImpact, deleteImpact } from './impact.ts';
import { AppEdges } from './jobs/job-edges.ts';
import { isUnread, type Planning, placeOf } from './planning.ts';
import type { BaseApp } from './standing.ts';
import { lostParts, volumeParts } from './volumes/app-volumes.ts';

const kind = 'App';

export function planApps(planning: Planning): PlanObject[] {
  const { base, wanted, summary, input } = planning;
  const objects: PlanObject[] = [];
  const names = new Set<string>();
  const edges = new AppEdges(planning);
  for (const placed of wanted.apps) {
    const { spec } = placed;
    names.add(spec.name);
    const before = base.apps.get(spec.name);
    const old = before?.spec;
    if (before !== undefined && old?.digest === spec.digest) {
      summary.instances.unchanged += totalOf(before.instances);
      continue;
    }
    edges.add(old, spec);
    const object =
      before === undefined || old === undefined
        ? created(planning, placed, before)
        : changed(planning, placed, { before, old });
    const wait = planning.moved.at(-1) === spec ? edges.waitText(spec) : '';
    objects.push(wait === '' ? object : { ...object, impact: `${object.impact}; ${wait}` });
  }
  for (const [name, before] of base.apps) {
    if (names.has(name) || isUnread(input, before.origin)) continue;
    planning.gone.push(name);
    if (before.spec === undefined) continue;
    edges.add(before.spec, undefined);
    objects.push(deleted(planning, name, before));
  }
  return objects;
}

const totalOf = (instances: readonly Standing[]): number =>
  instances.reduce((sum, { total }) => sum + total, 0);

function created(
  { summary, moved, base }: Planning,
  { spec, origin }: Placed<AppSpec>,
  before: BaseApp | undefined,
): PlanObject {
  const effect = effectOf(before?.instances ?? [], spec);
  moved.push(spec);
  summary.apps.added += 1;
  count(summary, effect, 'unchanged');
  return {
    ...{ kind, name: spec.name, action: 'create', ...placeOf(origin) },
    impact: joined(createImpact(effect), volumeParts({ new: spec, effect, kept: base.kept })),
    changes: [],
  };
}

interface Before {
  readonly before: BaseApp;
  readonly old: AppSpec;
}

const joined = (impact: string, parts: readonly string[]): string => [impact, ...parts].join('; ');

function changed(
  { summary, input, moved, base }: Planning,
  { spec, origin }: Placed<AppSpec>,
  { before, old }: Before,
): PlanObject {
  const { name } = spec;
  const changes = changesOf({ kind, name, old, new: spec, origin }, input);
  const moves = spec.taskDigest !== old.taskDigest || spec.instances !== old.instances;
  const { instances } = before;
  const effect = moves ? effectOf(instances, spec) : { ...noEffect, keep: totalOf(instances) };
  if (moves) moved.push(spec);
  const has = consequencesOf(changes);
  summary.apps.changed += 1;
  count(summary, effect, has.has('in-place') || has.has('settings') ? 'inPlace' : 'unchanged');
  const isPaused = before.waits.some((wait) => wait.kind === 'paused');
  const impact = joined(
    changeImpact({ old, new: spec, effect, changes, isPaused }),
    volumeParts({ old, new: spec, effect, kept: base.kept }),
  );
  return { kind, name, action: 'change', ...placeOf(origin), impact, changes };
}

function deleted({ summary, base }: Planning, name: string, before: BaseApp): PlanObject {
  const effect = effectOf(before.instances, undefined);
  summary.apps.removed += 1;
  count(summary, effect, 'unchanged');
  const impact = joined(deleteImpact(effect), lostParts(name, before.spec, base.kept));
  return { kind, name, action: 'delete', ...placeOf(before.origin), impact, changes: [] };
}

function count(
  { instances }: Planning['summary'],
  effect: Effect,
  kept: 'inPlace' | 'unchanged',
): void {
  instances.create += effect.create;
  instances.destroy += effect.destroy;
  instances.replace += effect.replace;
  instances[kept] += effect.keep;
}
