// One word for how a job is doing.
import type { JobEntry } from '../tables.ts';
import { wantedJob } from '../tables.ts';
import { notOver } from './run-ends.ts';

/** `going`: its file is deleted, and a run of it is being stopped. */
export type JobState = 'idle' | 'running' | 'waiting' | 'retrying' | 'suspended' | 'going';

export function jobState(job: JobEntry): JobState {
  const states = new Set(notOver(job).map((run) => run.state));
  const version = wantedJob(job);
  if (!version) return states.size > 0 ? 'going' : 'idle';
  if (states.has('running')) return 'running';
  if (states.has('retrying')) return 'retrying';
  if (states.has('waiting')) return 'waiting';
  return version.spec.suspended ? 'suspended' : 'idle';
}
