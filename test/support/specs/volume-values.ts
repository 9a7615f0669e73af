// What the generator of valid specs needs for volumes: the rules between a task's volumes and the
// rest of its object, and the Volumes that its tasks name.
type Map_ = Record<string, unknown>;

interface Owner {
  readonly kind: 'App' | 'Job';
  readonly name: string;
}

const volumeName = ({ name }: Owner): string => `${name}-v`;

/** A spec whose task's volumes go with all else of it; its first named one is its own Volume. */
export function withVolumes(owner: Owner, spec: Map_): Map_ {
  const task = (spec['task'] ?? {}) as Map_;
  const { volumes, ...others } = task;
  const mounts = fixMounts(owner, (volumes ?? []) as Map_[]);
  if (mounts.length === 0) return { ...spec, task: others };
  const named = mounts.some(({ volume }) => volume !== undefined);
  const fixed: Map_ = { ...spec, task: { ...others, volumes: mounts } };
  if (spec['tier'] === 'revocable') fixed['tier'] = 'preferred';
  if (named) fixed['role'] = spec['role'] ?? 'shop';
  if (owner.kind === 'Job') return fixed;
  if (named) fixed['instances'] = Math.min(1, Number(spec['instances'] ?? 1));
  if (spec['unreachable'] !== undefined)
    fixed['unreachable'] = { inactiveAfter: 'never', expungeAfter: 'never' };
  fixed['update'] = { ...((spec['update'] ?? {}) as Map_), maximumOver: 0 };
  return fixed;
}

/** The Volume that the object's task names, around a generated one. */
export function volumesNamedBy(owner: Owner, spec: Map_, given: Map_): readonly Map_[] {
  const task = (spec['task'] ?? {}) as Map_;
  const mounts = (task['volumes'] ?? []) as Map_[];
  if (mounts.every(({ volume }) => volume === undefined)) return [];
  const role = String(spec['role']);
  const above = role.includes('/') ? role.slice(0, role.lastIndexOf('/')) : role;
  const metadata = { ...(given['metadata'] as Map_), name: volumeName(owner) };
  return [{ ...given, metadata, spec: { ...(given['spec'] as Map_), role: above } }];
}

function fixMounts(owner: Owner, mounts: readonly Map_[]): readonly Map_[] {
  const paths = new Set<unknown>();
  let isNamed = false;
  return mounts.flatMap(({ path, persistent, volume, ...rest }): readonly Map_[] => {
    if (paths.has(path)) return [];
    paths.add(path);
    if (volume !== undefined && !isNamed) {
      isNamed = true;
      return [{ ...rest, path, volume: volumeName(owner) }];
    }
    return owner.kind === 'Job' ? [] : [{ ...rest, path, persistent: persistent ?? '1GiB' }];
  });
}
