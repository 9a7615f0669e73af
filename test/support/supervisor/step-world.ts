// A fake engine, real agent processes one after the other, and tasks that stop at steps of their
// supervisor. Each command appends its task's id to one file outside, so that it can be counted.
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AgentProcess } from '../agent/agent-process.ts';
import { FakeEngine } from '../agent/fakes/fake-engine.ts';
import { orderOf } from '../agent/orders.ts';
import { killTasksUnder } from '../cluster/task-processes.ts';
import { waitUntil } from '../wait-until.ts';
import { type SupervisorStep, steppedScript } from './stepped-script.ts';
import { isLiving, SteppedTask } from './stepped-task.ts';

/** What they leave in their group is there to be swept up. */
const shortCommand = 'echo "$TASK" >> "$MARKS"; sleep 1000 & exit 0';
const longCommand = 'echo "$TASK" >> "$MARKS"; exec sleep 1000';
/** Not reached: it is there so that every supervisor has a watchdog. */
const timeoutMs = 600_000;

export class StepWorld {
  readonly engine: FakeEngine;
  readonly work: string;
  readonly #folder: string;
  readonly #marks: string;
  readonly #agents: AgentProcess[] = [];

  static async start(): Promise<StepWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'meridian-step-'));
    const world = new StepWorld(folder, await FakeEngine.start());
    onTestFinished(async () => {
      await world.killAgent();
      await world.engine.stop();
      await killTasksUnder(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    return world;
  }

  private constructor(folder: string, engine: FakeEngine) {
    this.engine = engine;
    this.#folder = folder;
    this.work = join(folder, 'work');
    this.#marks = join(folder, 'marks');
  }

  /** An agent that has joined; tasks launched from now on have a stepped supervisor. */
  async startAgent(): Promise<void> {
    const { engine, work } = this;
    const wish = { engine: engine.url, work, logFile: join(this.#folder, 'log') };
    this.#agents.push(new AgentProcess(wish));
    await engine.until('the agent joined', () => engine.connections.size === 1);
    installSupervisor(work, steppedScript());
  }

  async killAgent(): Promise<void> {
    await this.#agents.at(-1)?.kill();
    await this.engine.until('the connection ended', () => this.engine.connections.size === 0);
  }

  launch(taskId: string, step: SupervisorStep): SteppedTask {
    this.#order(taskId, step === 'running' ? longCommand : shortCommand, { STOP_AT: step });
    return new SteppedTask(taskId, step, this.work);
  }

  /** Its supervisor is killed some ms after its start, wherever it is then. */
  launchDoomed(taskId: string, afterMs: number): void {
    this.#order(taskId, shortCommand, { DIE_AFTER: (afterMs / 1000).toFixed(3) });
  }

  #order(taskId: string, command: string, more: Readonly<Record<string, string>>): void {
    const env = { TASK: taskId, MARKS: this.#marks, ...more };
    this.engine.launch(orderOf(taskId, { command, env, timeoutMs }));
  }

  /** Resolves when all have come to where they are to be killed. */
  async untilAtStep(tasks: readonly SteppedTask[]): Promise<void> {
    for (const task of tasks)
      await waitUntil(`${task.taskId} at its step`, () =>
        task.step === 'running' ? this.runsOf(task.taskId) === 1 : task.hasStopped,
      );
  }

  /** How often a command was started. */
  runsOf(taskId: string): number {
    return this.runs().get(taskId) ?? 0;
  }

  runs(): ReadonlyMap<string, number> {
    const runs = new Map<string, number>();
    for (const taskId of marked(this.#marks)) runs.set(taskId, (runs.get(taskId) ?? 0) + 1);
    return runs;
  }

  /** Living processes of the world's tasks, known by their environment. */
  leftovers(): readonly string[] {
    return leftoversOf(this.work);
  }
}

/** In the place of the agent's own, which puts it there at each of its starts. */
export function installSupervisor(work: string, script: string): void {
  writeFileSync(`${work}/supervisor.stepped`, script, { mode: 0o500 });
  renameSync(`${work}/supervisor.stepped`, `${work}/supervisor`);
}

export function leftoversOf(work: string): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const isTasks = processText(pid, 'environ').includes(`MESOS_SANDBOX=${work}/`);
    if (!isTasks || !isLiving(Number(pid))) return [];
    return [`${pid} ${processText(pid, 'cmdline').replaceAll('\0', ' ')}`];
  });
}

function processText(pid: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function marked(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}
