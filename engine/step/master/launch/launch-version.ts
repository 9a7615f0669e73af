// What a launch is made from beside its row: the version, and what only its app or its run knows.

import type { Order } from '../../../../schemas/generated/wire.ts';
import { isoInstant } from '../../../lib/time.ts';
import type { AppVersion, TaskRow } from '../../../model/actual.ts';
import { slotId } from '../../../model/ids.ts';
import type { JobVersion, RunRow } from '../../../model/jobs.ts';
import type { CheckSpec, TaskSpec } from '../../../model/wanted.ts';
import { jobFramework, type Tables } from '../../tables.ts';
import { volumeAt } from '../../volumes/kept-wish.ts';

/** Newest bytes of each stream that come with an attempt's end. */
const logTailBytes = 4_096;

export interface LaunchVersion {
  readonly spec: {
    readonly task: TaskSpec;
    readonly settingsDigest: string;
    readonly health: readonly CheckSpec[];
    readonly readiness: readonly CheckSpec[];
  };
  /** Words of its templates, ports apart; asked for when there is a template. */
  readonly words: () => Readonly<Record<string, string>>;
  /** Its own environment over that of the task, as it is. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly logTailBytes?: number;
  readonly volumes?: Order['volumes'];
}

/** Undefined where the version or the run is gone: nothing can be launched. */
export function launchVersion(tables: Tables, row: TaskRow): LaunchVersion | undefined {
  if (row.framework !== jobFramework) {
    const version = tables.apps.get(row.name)?.versions.get(row.specDigest);
    return version && withVolumes(tables, row, ofApp(row, version));
  }
  const job = tables.jobs.get(row.name);
  const version = job?.versions.get(row.specDigest);
  const run = row.run === undefined ? undefined : job?.runs.get(row.run);
  return version && run && withVolumes(tables, row, ofRun(tables, row, version, run));
}

function withVolumes(tables: Tables, row: TaskRow, version: LaunchVersion): LaunchVersion {
  const { volumes: mounts } = version.spec.task;
  if (mounts === undefined) return version;
  const slot = row.run === undefined ? slotId(row.name, row.instance) : undefined;
  const volumes = mounts.flatMap(({ path, source }) => {
    const id = source.kind === 'volume' ? source.name : slot;
    const volume = id && volumeAt(tables.reservations.get(id), path);
    if (!volume) return [];
    const { id: volumeId, sizeMib, isUsed } = volume;
    return [{ id: volumeId, path, sizeMib, isNew: isUsed === undefined }];
  });
  return { ...version, volumes };
}

export const ofApp = (row: TaskRow, version: AppVersion): LaunchVersion => ({
  spec: version.spec,
  words: () => ({ instance: String(row.instance) }),
  env: {
    MERIDIAN_APP: row.name,
    MERIDIAN_INSTANCE: String(row.instance),
    MERIDIAN_REVISION: version.taskRevision,
  },
});

function ofRun(tables: Tables, row: TaskRow, version: JobVersion, run: RunRow): LaunchVersion {
  const due = isoInstant(run.dueMs);
  const attempt = String(run.failures + 1);
  const { timeoutMs, task, settingsDigest } = version.spec;
  return {
    spec: { task, settingsDigest, health: [], readiness: [] },
    words: () => ({
      'run.id': run.id,
      'run.due': due,
      'run.attempt': attempt,
      ...parentWords(tables, run),
    }),
    env: {
      ...(run.origin.kind === 'manual' ? run.origin.env : {}),
      MERIDIAN_JOB: row.name,
      MERIDIAN_RUN: run.id,
      MERIDIAN_DUE: due,
      MERIDIAN_ATTEMPT: attempt,
      MERIDIAN_REVISION: version.taskRevision,
    },
    ...(timeoutMs === null ? {} : { timeoutMs }),
    logTailBytes,
  };
}

/** Of its parents, and of all before it in its lineage. */
function parentWords(tables: Tables, run: RunRow): Record<string, string> {
  const words: Record<string, string> = {};
  const parents = run.origin.kind === 'after' ? run.origin.parents : [];
  const before = Object.values(tables.lineages.get(run.lineage)?.runs ?? {});
  for (const parent of [...before, ...parents]) {
    const name = parent.run.slice(0, parent.run.indexOf('@'));
    words[`parent("${name}").run.id`] = parent.run;
    words[`parent("${name}").run.due`] = isoInstant(parent.dueMs);
    words[`parent("${name}").run.attempt`] = String(parent.attempt);
  }
  return words;
}
