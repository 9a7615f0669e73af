// What an object's part of the snapshot is made of: as long as all of it is the same (rows,
// statuses and presences are replaced, never changed), so is the part. Whatever happens to a task
// of an app, its agent's going and coming too, has the app looked at: tasks needn't be compared.
// What waits is seldom told of without saying for how long, or what of others it waits for: such a
// part is made anew each time.
import type { Cluster } from '../../step/cluster.ts';
import type { Now } from '../../step/jobs/now.ts';
import { notOver } from '../../step/jobs/run-ends.ts';
import { jobWaits } from '../../step/jobs/waits.ts';
import { adoptingUntilMs } from '../../step/master/gathering.ts';
import {
  type AgentEntry,
  type AppEntry,
  type JobEntry,
  type Tables,
  type TaskEntry,
  wantedJob,
  wantedVersion,
} from '../../step/tables.ts';
import type { Seen } from './kept-parts.ts';

/** A cluster at an instant. */
export interface Sight {
  readonly cluster: Cluster;
  readonly now: Now;
}

export function lookAtApp(seen: Seen, { cluster, now }: Sight, app: AppEntry): void {
  const { tables } = cluster;
  seen.see(app.row);
  seen.see(wantedVersion(app));
  seen.see(app.rollout);
  seen.see(app.unmet);
  seen.see(app.proven);
  seen.see(app.isSettled);
  seen.see(tables.gated.has(app.row.name));
  seen.see(adoptingUntilMs(tables, now.nowMs));
  seen.see(app.looks);
  if (tables.dirtyApps.has(app.row.name)) seen.spoil();
}

/** Of these words none depends on time or on other objects. */
const still: ReadonlySet<string> = new Set(['rolling', 'starting', 'unhealthy']);

interface Waiting {
  readonly waits: readonly { readonly kind: string }[];
}

export const isAppStill = ({ waits }: Waiting): boolean =>
  waits.every(({ kind }) => still.has(kind));

export const isJobStill = ({ waits }: Waiting): boolean => waits.length === 0;

export function lookAtJob(seen: Seen, { cluster, now }: Sight, job: JobEntry): void {
  seen.see(job.row);
  seen.see(wantedJob(job));
  for (const run of notOver(job)) seen.see(run);
  seen.see(jobWaits(cluster, job, now).length);
  lookAtTasks(seen, cluster.tables, job.tasks.values());
}

export function lookAtAgent(seen: Seen, { cluster }: Sight, agent: AgentEntry): void {
  seen.see(agent.row);
  seen.see(cluster.allocator.freeOn(agent.row.id));
  seen.see(agent.standing);
  seen.see(agent.tasks.size);
  seen.see(isAgentStill(agent));
}

/** Nothing is told of it that ends by itself. */
export const isAgentStill = ({ avoid, zombies, busyPorts, presence }: AgentEntry): boolean =>
  presence.kind === 'registered' && !avoid && zombies.size === 0 && busyPorts.size === 0;

function lookAtTasks(seen: Seen, { agents }: Tables, tasks: Iterable<TaskEntry>): void {
  for (const { row, status } of tasks) {
    if (row.end) continue;
    seen.see(row);
    seen.see(status);
    seen.see(agents.get(row.agentId)?.presence);
  }
}
