import { digestOf, type ObjectName, objectName, runId } from '../../../engine/model/ids.ts';
import type { RunRow } from '../../../engine/model/jobs.ts';

/** A run of `/etl/load` that has ended; `createdMs` is its key, too, unless one is given. */
export function runRow(
  createdMs: number,
  { key = `m${createdMs}`, job = '/etl/load', ...more }: RunChange = {},
): RunRow {
  const name = typeof job === 'string' ? objectName(job) : job;
  const id = runId(name, key);
  return {
    ...{ id, name, lineage: id, createdMs, dueMs: createdMs },
    origin: { kind: 'timetable', isCatchUp: false },
    state: 'succeeded',
    specDigest: digestOf('0'.repeat(64)),
    ...{ launches: 1, failures: 0, attempts: [], endedMs: createdMs + 1_000 },
    ...more,
  };
}

type RunChange = Partial<RunRow> & { readonly key?: string; readonly job?: string | ObjectName };
