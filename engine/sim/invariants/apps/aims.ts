// What an app may be brought to now, in the invariants' own reading: what Git wants, or, where that
// has failed and its policy goes back, or while it is held, the last healthy version.
import type { AppSpec } from '../../../model/wanted.ts';
import type { AppEntry } from '../../../step/tables.ts';

export interface Aims {
  /** As Git wants, also on the way back. */
  readonly instances: number;
  /** One of these is the aim: a verdict of the batch's end may have come after its decisions. */
  readonly specs: readonly AppSpec[];
}

/** Undefined once the app's file is deleted. */
export function aimsOf(app: AppEntry): Aims | undefined {
  const wanted = specOf(app, app.row.wanted);
  if (!wanted) return undefined;
  const healthy = specOf(app, app.row.lastHealthy);
  const { paused, quarantine } = app.row;
  const isHeld = paused !== undefined || app.rollout?.state === 'paused' || isShut(app);
  const isOther = isHeld || quarantine[wanted.versionDigest] !== undefined;
  const specs = isOther && healthy ? [wanted, healthy] : [wanted];
  return { instances: wanted.instances, specs };
}

/** What it depends on isn't there yet. */
const isShut = ({ rollout }: AppEntry): boolean => rollout !== undefined && !rollout.opened;

export const specOf = (app: AppEntry, digest: string | undefined): AppSpec | undefined => {
  for (const version of app.versions.values())
    if (version.spec.digest === digest) return version.spec;
  return undefined;
};
