// All commands, in the order in which help lists them.
import type { CommandSpec } from './command.ts';
import { agentd, engine, up } from './commands/cluster.ts';
import { completionOf } from './commands/completion.ts';
import { events, logs, revisions, rollouts } from './commands/history.ts';
import { agents, app, apps, status, tasks, why } from './commands/look.ts';
import { abort, gone, pause, resume } from './commands/operate.ts';
import { plan } from './commands/plan.ts';
import { explain, schema } from './commands/reference.ts';
import { rollback } from './commands/rollback.ts';
import { sim } from './commands/sim.ts';
import { sync } from './commands/sync.ts';
import { validate } from './commands/validate.ts';

export const commands: readonly CommandSpec[] = [
  ...[up, engine, agentd],
  ...[validate, plan, explain, schema],
  ...[status, apps, app, tasks, agents, why, logs],
  ...[sync, rollback, rollouts, revisions, events],
  ...[pause, resume, abort, gone],
  sim,
  completionOf(() => commands),
];
