// Rows of jobs back into tables, after an engine start. What a batch that was cut leaves of them is
// mended once they are there (mend-jobs.ts).
import type { RunRow } from '../../../model/jobs.ts';
import { JobGraph } from '../../../schedule/lineage.ts';
import type { OutboxRow } from '../../effects.ts';
import { type Tables, wantedJob } from '../../tables.ts';

export function joinJobs(
  tables: Tables,
  runs: readonly RunRow[],
  outbox: readonly OutboxRow[],
): void {
  for (const lineage of tables.lineages.values())
    tables.jobs.get(lineage.root)?.lineages.add(lineage.id);
  const byAge = [...runs].sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1));
  for (const run of byAge) {
    const job = tables.jobs.get(run.name);
    if (!job) {
      tables.strayRuns.push(run.id);
      continue;
    }
    job.runs.set(run.id, run);
  }
  for (const row of [...outbox].sort((a, b) => a.number - b.number))
    if (row.kind === 'run') joinRecord(tables, row.run);
  tables.graph = graphOf(tables);
  for (const job of tables.jobs.values()) {
    const version = wantedJob(job);
    if (version)
      tables.appliedJobs.set(job.row.name, { spec: version.spec, origin: version.origin });
  }
}

/** It is to be delivered, and maybe all that is stored of its batch. */
function joinRecord(tables: Tables, record: RunRow): void {
  const job = tables.jobs.get(record.name);
  if (!job || record.origin.kind !== 'timetable' || job.runs.has(record.id)) return;
  if (record.dueMs > (job.row.throughMs ?? -1)) tables.recorded.push(record);
}

const graphOf = (tables: Tables): JobGraph =>
  new JobGraph(
    [...tables.jobs.values()].flatMap((job) => {
      const trigger = wantedJob(job)?.spec.trigger;
      if (!trigger) return [];
      return [{ name: job.row.name, parents: trigger.kind === 'after' ? trigger.parents : [] }];
    }),
  );
