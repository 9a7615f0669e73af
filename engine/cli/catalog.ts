// All commands, in the order in which help lists them.
import type { CommandSpec } from './command.ts';
import { agentd, engine, up } from './commands/cluster.ts';
import { completeOf, completion } from './commands/completion.ts';
import { drain, maintenance, undrain } from './commands/drain.ts';
import { events, logs, revisions, rollouts } from './commands/history.ts';
import { graph, job, jobs, runs } from './commands/jobs/look-jobs.ts';
import { next } from './commands/jobs/next.ts';
import { cancel, retry, run } from './commands/jobs/operate-runs.ts';
import { agents, app, apps, offers, roles, status, tasks, volumes, why } from './commands/look.ts';
import { abort, gone, pause, release, resume } from './commands/operate.ts';
import { plan } from './commands/plan.ts';
import { explain, schema } from './commands/reference.ts';
import { rollback } from './commands/rollback.ts';
import { sim } from './commands/sim.ts';
import { sync } from './commands/sync.ts';
import { validate } from './commands/validate.ts';

export const commands: readonly CommandSpec[] = [
  ...[up, engine, agentd],
  ...[validate, plan, explain, schema],
  ...[status, apps, app, tasks, agents, roles, offers, volumes, why, logs],
  ...[jobs, job, runs, graph, next, run, cancel, retry],
  ...[sync, rollback, rollouts, revisions, events],
  ...[pause, resume, abort, release],
  ...[drain, undrain, maintenance, gone],
  sim,
  completion,
  completeOf(() => commands),
];
