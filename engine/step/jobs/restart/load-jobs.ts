// Rows of jobs back into tables, after an engine start. What a batch that was cut leaves of them is
// mended once they are there (mend-jobs.ts).
import type { RunRow } from '../../../model/jobs.ts';
import { JobGraph } from '../../../schedule/lineage.ts';
import { type Tables, wantedJob } from '../../tables.ts';

export function joinJobs(tables: Tables, runs: readonly RunRow[]): void {
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
  tables.graph = graphOf(tables);
  for (const job of tables.jobs.values()) {
    const version = wantedJob(job);
    if (version)
      tables.appliedJobs.set(job.row.name, { spec: version.spec, origin: version.origin });
  }
}

const graphOf = (tables: Tables): JobGraph =>
  new JobGraph(
    [...tables.jobs.values()].flatMap((job) => {
      const trigger = wantedJob(job)?.spec.trigger;
      if (!trigger) return [];
      return [{ name: job.row.name, parents: trigger.kind === 'after' ? trigger.parents : [] }];
    }),
  );
