// Counts how often each state of each machine was entered: agents and tasks in the engine's eyes,
// rollouts, revisions, waits; sessions and tasks in the agents' own. What was never entered was
// never tried.
import type { Task } from '../../../agentd/core/task/task.ts';
import { waitsOf } from '../../step/apps/waits.ts';
import type { Effects } from '../../step/effects.ts';
import type { AgentHost } from '../hosts/agent-host.ts';
import type { SeenEngine } from '../invariants/sight.ts';
import type { Kernel } from '../kernel/kernel.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  agent: ['registered', 'disconnected', 'recovering', 'unreachable', 'gone', 'avoided', 'zombies'],
  task: ['launched', 'killed', 'running', 'killing', 'starting', 'healthy', 'unhealthy', 'ready'],
  end: ['finished', 'failed', 'killed', 'lost'],
  rollout: ['running', 'paused', 'succeeded', 'failed', 'superseded', 'aborted'],
  rollback: ['running', 'succeeded'],
  revision: ['applied', 'faulty', 'blocked'],
  session: ['waiting', 'dialing', 'registering', 'admitting', 'joined'],
  phase: ['saving', 'preparing', 'launched', 'claiming', 'running', 'sweeping', 'ending'],
  kill: ['saving', 'delay', 'grace', 'force'],
  wait: [
    'paused',
    'quarantined',
    'dependency',
    'backoff',
    'unplaceable',
    'disconnected',
    'recovering',
    'unreachable',
    'unhealthy',
    'starting',
    'rolling',
    'stopping',
  ],
};

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
    for (const { row, presence, avoid, zombies } of tables.agents.values()) {
      this.#note('agent', row.id, presence.kind);
      if (avoid) this.#note('agent', `${row.id} avoid ${avoid.untilMs}`, 'avoided');
      if (zombies.size > 0) this.#note('agent', `${row.id} zombies`, 'zombies');
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

  noteWaits(engine: SeenEngine): void {
    if (this.#kernel.events % waitsEvery !== 0) return;
    const nowMs = engine.wallMs;
    for (const app of engine.core.tables.apps.values())
      for (const wait of waitsOf(engine.core, app, nowMs))
        this.#note(`wait`, `${app.row.name} ${wait.kind}`, wait.kind);
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
