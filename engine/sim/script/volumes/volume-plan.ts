// What tasks keep beyond their end, as a script has it: volumes of each instance's own, and Volumes
// that stand for themselves. A mount whose Volume isn't in the tree isn't written (trees.ts).

export type MountPlan =
  | { readonly path: string; readonly sizeMib: number }
  /** The Volume of that name. */
  | { readonly path: string; readonly volume: string };

export interface VolumePlan {
  readonly name: string;
  /** That of its users, or one above it. */
  readonly role: string;
  readonly sizeMib: number;
}

type MayMount = { readonly volumes?: readonly MountPlan[] };

/** The same without mounts of Volumes that aren't there. */
export function withPresentVolumes<P extends MayMount>(
  plans: ReadonlyMap<string, P>,
  volumes: ReadonlyMap<string, VolumePlan>,
): ReadonlyMap<string, P> {
  const settled = new Map<string, P>();
  for (const [name, plan] of plans) {
    const mounts = plan.volumes?.filter((one) => !('volume' in one) || volumes.has(one.volume));
    const isSame = mounts?.length === plan.volumes?.length;
    settled.set(name, isSame || mounts === undefined ? plan : { ...plan, volumes: mounts });
  }
  return settled;
}
