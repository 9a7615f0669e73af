// What becomes of an object, in one sentence: consequences in capitals where instances start or
// stop, so that they can't be overlooked.
import type { PlanChange } from '../../schemas/generated/api.ts';
import type { AppSpec, UpdatePolicy } from '../model/wanted.ts';
import { capacityOf } from '../roll/capacity.ts';
import type { Consequence } from './consequence.ts';
import type { Effect } from './effect.ts';

export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

export const createImpact = (effect: Effect): string =>
  [
    ...(effect.create > 0 ? [`CREATE ${counted(effect.create, 'instance')}`] : []),
    ...(effect.replace > 0 ? [`REPLACE ${effect.replace} that still run`] : []),
    ...(effect.keep > 0 ? [`take over ${effect.keep} that still run`] : []),
  ].join(', ') || 'no instances';

export const deleteImpact = (effect: Effect): string =>
  effect.destroy === 0 ? 'no instance runs' : `DESTROY ${counted(effect.destroy, 'instance')}`;

export interface AppChange {
  readonly old: AppSpec;
  readonly new: AppSpec;
  readonly effect: Effect;
  readonly changes: readonly PlanChange[];
  /** An operator holds it. */
  readonly isPaused: boolean;
}

export function changeImpact(change: AppChange): string {
  const has = consequencesOf(change.changes);
  const parts = [
    ...(has.has('replace') ? replaceParts(change) : []),
    ...(has.has('scale') ? [scalePart(change)] : []),
    ...(has.has('settings') ? ['settings roll without restarts'] : []),
    ...(has.has('in-place') ? ['in place'] : []),
    ...(has.has('placement') ? ['bind new placements only'] : []),
  ];
  const held = change.isPaused ? '; it is paused: nothing is replaced until it is resumed' : '';
  return `${parts.join('; ') || 'policy only: nothing that runs is touched'}${held}`;
}

export const consequencesOf = (changes: readonly PlanChange[]): ReadonlySet<Consequence> =>
  new Set(changes.map(({ consequence }) => consequence));

function replaceParts({ new: spec, effect }: AppChange): readonly string[] {
  const parts = [
    ...(effect.replace > 0 ? [`REPLACE ${effect.replace} (${rollingText(spec)})`] : []),
    ...(effect.keep > 0 ? [`keep ${effect.keep} that run this task already`] : []),
  ];
  return parts.length > 0 ? parts : ['no instance runs: nothing to replace'];
}

function rollingText({ instances, update, task }: AppSpec): string {
  const isExclusive = task.volumes !== undefined;
  const { minHealthy, maxTotal } = capacityOf(instances, update, { isExclusive });
  const batch = batchText(update.batch);
  return `rolling, ${batch}keep >= ${minHealthy} healthy, at most ${maxTotal}`;
}

function batchText(batch: UpdatePolicy['batch']): string {
  if (batch === undefined) return '';
  return batch.sizes.length === 1
    ? `${batch.sizes[0]} at a time, `
    : `batches of ${batch.sizes.join(', ')}, `;
}

function scalePart({ old, new: spec, effect }: AppChange): string {
  const does = [
    ...(effect.create > 0 ? [`CREATE ${effect.create}`] : []),
    ...(effect.destroy > 0 ? [`DESTROY ${effect.destroy}`] : []),
  ].join(', ');
  return `scale ${old.instances} -> ${spec.instances}${does === '' ? '' : ` (${does})`}`;
}
