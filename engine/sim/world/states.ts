// Counts how often each state of each machine was entered: agents and tasks in the engine's eyes,
// rollouts, revisions, waits; sessions and tasks in the agents' own. What was never entered was
// never tried.
import type { Task } from '../../../agentd/core/task/task.ts';
import { isRunOver, type RunRow } from '../../model/jobs.ts';
import { waitsOf } from '../../step/apps/waits.ts';
import type { Effects } from '../../step/effects.ts';
import { jobWaits } from '../../step/jobs/waits.ts';
import { runOf, type Tables } from '../../step/tables.ts';
import type { AgentHost } from '../hosts/agent-host.ts';
import type { SeenEngine } from '../invariants/sight.ts';
import type { Kernel } from '../kernel/kernel.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  agent: [
    'registered',
    'disconnected',
    'recovering',
    'unreachable',
    'gone',
    'avoided',
    'zombies',
    'refitted',
    'scheduled',
    'closed',
    'drained',
    'unfit',
  ],
  task: ['launched', 'killed', 'running', 'killing', 'starting', 'healthy', 'unhealthy', 'ready'],
  end: ['finished', 'failed', 'killed', 'lost'],
  rollout: ['running', 'paused', 'succeeded', 'failed', 'superseded', 'aborted'],
  rollback: ['running', 'succeeded'],
  revision: ['applied', 'faulty', 'blocked'],
  run: ['waiting', 'running', 'retrying', 'stopping', 'caught up', 'manual', 'after'],
  record: [
    'succeeded',
    'failed',
    'failed softly',
    'expired',
    'skipped (running)',
    'skipped (missed)',
    'skipped (suspended)',
    'skipped (superseded)',
    'skipped (parent)',
    'cancelled (replaced)',
    'cancelled (removed)',
    'cancelled (by)',
  ],
  'job wait': [
    'concurrency',
    'retry',
    'deadline',
    'suspended',
    'parent-failed',
    'parent-running',
    'unplaceable',
    'quota',
    'volume',
    'starting',
    'stopping',
    'unkillable',
    'disconnected',
    'unreachable',
  ],
  session: ['waiting', 'dialing', 'registering', 'admitting', 'joined'],
  phase: ['saving', 'preparing', 'launched', 'claiming', 'running', 'sweeping', 'ending'],
  kill: ['saving', 'delay', 'grace', 'force'],
  wait: [
    'paused',
    'quarantined',
    'dependency',
    'backoff',
    'unplaceable',
    'quota',
    'volume',
    'disconnected',
    'recovering',
    'unreachable',
    'unhealthy',
    'starting',
    'rolling',
    'stopping',
    'unkillable',
  ],
};

/** In a word, with the first word of its reason where one state has several. */
function recordOf({ state, reason = '', isSoft }: RunRow): string {
  if (state === 'failed') return isSoft ? 'failed softly' : state;
  return state === 'skipped' || state === 'cancelled'
    ? `${state} (${reason.split(' ')[0]})`
    : state;
}

/** Waits are asked for once in so many events: it takes a while. */
const waitsEvery = 100;

export class States {
  readonly #kernel: Kernel;
  /** What each thing was last. */
  readonly #last = new Map<string, string>();

  /** Each task as its agent last had it, the very object. */
  readonly #tasks = new Map<string, Task>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    for (const [machine, states] of Object.entries(names))
      kernel.counters.declare(
        'state',
        states.map((state) => `${machine} ${state}`),
      );
  }

  /** After a batch. */
  noteBatch({ core: { tables } }: SeenEngine, effects: Effects): void {
    for (const { row, presence, avoid, zombies, standing, isDrained } of tables.agents.values()) {
      this.#note('agent', row.id, presence.kind);
      if (avoid) this.#note('agent', `${row.id} avoid ${avoid.untilMs}`, 'avoided');
      if (zombies.size > 0) this.#note('agent', `${row.id} zombies`, 'zombies');
      if (standing)
        this.#note('agent', `${row.id} standing`, isDrained ? 'drained' : standing.kind);
      if (row.unfit) this.#note('agent', `${row.id} unfit ${Object.keys(row.unfit)}`, 'unfit');
    }
    for (const id of effects.tasks) {
      const task = tables.tasks.get(id);
      if (task?.row.end) this.#note('end', id, task.row.end.state);
      else if (task) this.#note('task', id, task.row.kill ? 'killed' : 'launched');
    }
    for (const id of effects.rollouts) {
      const row = tables.rollouts.get(id);
      if (row) this.#note(row.kind === 'rollback' ? 'rollback' : 'rollout', id, row.state);
    }
    this.#noteRuns(tables, effects);
    for (const number of effects.revisions) {
      const row = tables.revisions.get(number);
      if (row) this.#note('revision', String(number), row.state);
    }
  }

  /** After an event. */
  noteAgents(agents: Iterable<AgentHost>): void {
    for (const { host, loop, machine } of agents) {
      if (!host.isAlive || !loop) continue;
      this.#note('session', machine.name, loop.core.session.phase.kind);
      for (const taskId of loop.core.liveIds) {
        const task = loop.core.task(taskId);
        if (task === undefined || this.#tasks.get(taskId) === task) continue;
        this.#tasks.set(taskId, task);
        this.#noteTask(task);
      }
    }
  }

  #noteRuns(tables: Tables, effects: Effects): void {
    for (const id of effects.runs) {
      const run = runOf(tables, id);
      if (!run || isRunOver(run.state)) continue;
      this.#note('run', id, run.cancel ? 'stopping' : run.state);
      const { origin } = run;
      if (origin.kind !== 'timetable') this.#note('run', `${id} origin`, origin.kind);
      else if (origin.isCatchUp) this.#note('run', `${id} origin`, 'caught up');
    }
    for (const row of effects.outbox)
      if (row.kind === 'run') this.#note('record', row.run.id, recordOf(row.run));
  }

  noteWaits(engine: SeenEngine): void {
    if (this.#kernel.events % waitsEvery !== 0) return;
    const nowMs = engine.wallMs;
    for (const app of engine.core.tables.apps.values())
      for (const wait of waitsOf(engine.core, app, nowMs))
        this.#note(`wait`, `${app.row.name} ${wait.kind}`, wait.kind);
    const now = { nowMs, wallMs: engine.machineMs };
    for (const job of engine.core.tables.jobs.values())
      for (const wait of jobWaits(engine.core, job, now))
        this.#note('job wait', `${job.row.name} ${wait.kind}`, wait.kind);
  }

  #noteTask({ taskId, phase, kill, voice }: Task): void {
    this.#note('phase', taskId, phase.kind);
    if (kill) this.#note('kill', taskId, kill.stage);
    const { status } = voice;
    if (!status) return;
    this.#note('task', `${taskId} state`, status.state);
    if (status.health !== 'unknown') this.#note('task', `${taskId} health`, status.health);
    if (status.ready) this.#note('task', `${taskId} ready`, 'ready');
  }

  #note(machine: string, subject: string, state: string): void {
    const key = `${machine} ${subject}`;
    if (this.#last.get(key) === state) return;
    this.#last.set(key, state);
    this.#kernel.counters.count('state', `${machine} ${state}`);
  }
}
