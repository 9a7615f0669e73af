// What becomes of an App's volumes when it changes or goes: an instance returns to its own, what is
// made keeps its size, and what goes for good is said with how much it is and where.
import { namesText } from '../../lib/text/names-text.ts';
import type { AppSpec } from '../../model/wanted.ts';
import type { Effect } from '../effect.ts';
import { counted } from '../impact.ts';
import type { SnapshotVolume } from '../snapshot.ts';
import { type KeptVolumes, mibText, whereText } from './kept-volumes.ts';

export interface VolumeChange {
  /** Absent: it is new. */
  readonly old?: AppSpec;
  readonly new: AppSpec;
  readonly effect: Effect;
  /** Undefined: no engine was asked. */
  readonly kept: KeptVolumes | undefined;
}

/** Parts of a sentence. */
export function volumeParts(change: VolumeChange): readonly string[] {
  return [
    ...returnParts(change),
    ...sizeParts(change),
    ...scaleParts(change),
    ...pathParts(change),
  ];
}

/** Of an App that goes. */
export function lostParts(
  name: string,
  spec: AppSpec | undefined,
  kept: KeptVolumes | undefined,
): readonly string[] {
  if (kept === undefined) return ownSizes(spec).size > 0 ? ['the data of its volumes is lost'] : [];
  const volumes = kept.of(name);
  return volumes.length === 0 ? [] : [`its data is lost: ${whereText(volumes)}`];
}

/** Instances that a sentence names at most. */
const mostInstances = 5;

/** `instances 0, 1 return to one`. */
function returnParts({ new: spec, effect, kept }: VolumeChange): readonly string[] {
  const { name, task, instances } = spec;
  if (kept === undefined || task.volumes === undefined) return [];
  if (effect.replace + effect.create === 0) return [];
  const byAgent = new Map<string, number[]>();
  for (let instance = 0; instance < instances; instance += 1)
    for (const agent of kept.agentsFor(name, instance, task))
      byAgent.set(agent, [...(byAgent.get(agent) ?? []), instance]);
  return [...byAgent].map(([agent, all]) => {
    const [noun, verb] = all.length === 1 ? ['instance', 'returns'] : ['instances', 'return'];
    return `${noun} ${namesText(all, mostInstances)} ${verb} to ${agent}`;
  });
}

function ownSizes(spec: AppSpec | undefined): ReadonlyMap<string, number> {
  const mounts = spec?.task.volumes ?? [];
  return new Map(
    mounts.flatMap(({ path, source }) =>
      source.kind === 'persistent' ? [[path, source.sizeMib] as const] : [],
    ),
  );
}

function sizeParts({ old, new: spec, kept }: VolumeChange): readonly string[] {
  const [before, after] = [ownSizes(old), ownSizes(spec)];
  const resized = [...after].filter(([path, mib]) => (before.get(path) ?? mib) !== mib);
  return resized.flatMap(([path]): readonly string[] => {
    if (kept === undefined) return [`${path}: ${keepsText}`];
    const sizes = new Set(
      kept.of(spec.name).flatMap((one) => (one.path === path ? one.sizeMib : [])),
    );
    const all = [...sizes].sort((a, b) => a - b).map(mibText);
    return all.length === 0
      ? []
      : [`${path} keeps its ${all.join(' or ')}: a volume isn't resized`];
  });
}

/** Where it isn't known what is made. */
export const keepsText = "what is made keeps its size: a volume isn't resized";

function scaleParts({ old, new: spec, kept }: VolumeChange): readonly string[] {
  const gone = old === undefined ? 0 : old.instances - spec.instances;
  if (gone <= 0 || ownSizes(spec).size === 0) return [];
  if (kept !== undefined && kept.of(spec.name).length === 0) return [];
  return [`volumes of ${counted(gone, 'instance')} are kept`];
}

/** What stood at a path that isn't asked for any more goes. */
function pathParts({ old, new: spec, kept }: VolumeChange): readonly string[] {
  const after = ownSizes(spec);
  return [...ownSizes(old).keys()]
    .filter((path) => !after.has(path))
    .flatMap((path) => lostAt(path, kept?.of(spec.name)));
}

function lostAt(path: string, volumes: readonly SnapshotVolume[] | undefined): readonly string[] {
  const what = `the data in ${path} goes with the last version that has it`;
  if (volumes === undefined) return [what];
  const there = volumes.filter((one) => one.path === path);
  return there.length === 0 ? [] : [`${what}: ${whereText(there)}`];
}
