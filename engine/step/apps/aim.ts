// Which version of an app is to run now? What Git wants, unless that has failed and its policy says
// to go back; nothing at all once its file is deleted.
import type { AppVersion, Quarantine } from '../../model/actual.ts';
import { type AppEntry, lastHealthyVersion, wantedVersion } from '../tables.ts';

export interface Aim {
  readonly version: AppVersion;
  /** Wanted by Git, also while an older version is brought back. */
  readonly instances: number;
  readonly kind: 'deploy' | 'rollback';
  /** Set when what Git wants has failed. */
  readonly quarantine?: Quarantine;
}

export function aimOf(app: AppEntry): Aim | undefined {
  const wanted = wantedVersion(app);
  if (!wanted) return undefined;
  const instances = wanted.spec.instances;
  const quarantine = app.row.quarantine[wanted.spec.versionDigest];
  if (!quarantine) return { version: wanted, instances, kind: 'deploy' };
  const healthy = lastHealthyVersion(app);
  if (quarantine.policy === 'rollback' && healthy)
    return { version: healthy, instances, kind: 'rollback', quarantine };
  return { version: wanted, instances, kind: 'deploy', quarantine };
}

/** There is another version to go back to: one that was healthy on all its instances. */
export function canGoBack(app: AppEntry, aim: Aim): boolean {
  const healthy = lastHealthyVersion(app);
  return healthy !== undefined && healthy.spec.versionDigest !== aim.version.spec.versionDigest;
}

/** The aim isn't what the app was last brought to. */
export function needsRollout(app: AppEntry, aim: Aim): boolean {
  const current = app.row.current === undefined ? undefined : app.versions.get(app.row.current);
  return current?.spec.versionDigest !== aim.version.spec.versionDigest;
}
