// Tasks as native processes of this machine, each under its supervisor.
import { spawn } from 'node:child_process';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KillPolicy, Order } from '../../../schemas/generated/wire.ts';
import type {
  CommandWish,
  Processes,
  ProcessesLeft,
  SignalWish,
  StartFailure,
  StartWish,
  TaskSight,
} from '../../ports/processes.ts';
import { sandboxOf, taskFolder } from '../../ports/task-folder.ts';
import { runCheckCommand } from './check-command.ts';
import * as group from './group.ts';
import { leftOf } from './hang.ts';
import { busyPort } from './port-check.ts';
import { allPids, commandLine, readBootId, SharedScans, type Stat } from './proc-table.ts';
import { makeSandbox } from './sandbox.ts';
import { supervisorScript } from './supervisor-script.ts';
import { asUser, type Runner, taskEnvironment, taskWords } from './task-environment.ts';
import * as files from './task-files.ts';
import { type UserRules, userOf } from './users.ts';

/** After SIGKILL, how often and how long to look whether it has worked. */
const deathPollMs = 10;
const deathPolls = 20;

export class NativeProcesses implements Processes {
  readonly bootId = readBootId();
  readonly #work: string;
  readonly #rules: UserRules;
  readonly #script: string;
  readonly #scans = new SharedScans();
  readonly #gone = new Map<string, boolean>();
  readonly #supervisors = new Map<string, files.RecordedSupervisor>();
  readonly #children = new Map<string, files.RecordedChild>();
  #onEnd: (taskId: string) => void = () => {};

  /** Writes the supervisor's script into the work directory. */
  constructor(work: string, rules: UserRules) {
    this.#work = work;
    this.#rules = rules;
    this.#script = `${work}/supervisor`;
    installScript(this.#script);
  }

  onLauncherEnd(callback: (taskId: string) => void): void {
    this.#onEnd = callback;
  }

  async start({ taskId, order, policy }: StartWish): Promise<StartFailure | undefined> {
    const answer = await userOf(order.user, this.#rules);
    if (answer.kind === 'failure') return answer.failure;
    const busy = await busyPort(order.ports);
    if (busy !== undefined) return { reason: 'port-busy', message: busy };
    try {
      makeSandbox(this.#work, order, answer);
      await this.#writeLimits(taskId, order.timeoutMs, policy);
    } catch (error) {
      return { reason: 'sandbox-failed', message: (error as Error).message };
    }
    return this.#fork(taskId, order, answer);
  }

  async #writeLimits(taskId: string, timeoutMs: number | undefined, policy: KillPolicy) {
    if (timeoutMs === undefined) return;
    const path = `${taskFolder(this.#work, taskId)}/limits`;
    const signal = knownSignal(policy.signal).slice('SIG'.length);
    await writeWhole(path, `${timeoutMs} ${policy.graceMs} ${signal}\n`);
  }

  #fork(taskId: string, order: Order, runner: Runner): Promise<StartFailure | undefined> {
    const folder = taskFolder(this.#work, taskId);
    const env = taskEnvironment(order, sandboxOf(this.#work, taskId), runner.account);
    const words = [this.#script, folder, ...taskWords(order, runner)];
    this.#gone.set(taskId, false);
    return new Promise((resolve) => {
      const fail = (error: Error) =>
        resolve({ reason: 'launch-failed', message: `supervisor: ${error.message}` });
      try {
        const child = spawn('/bin/sh', words, { env, detached: true, stdio: 'ignore', cwd: '/' });
        child.once('error', fail);
        child.once('spawn', () => resolve(undefined));
        child.once('exit', () => this.#launcherEnded(taskId));
        child.unref();
      } catch (error) {
        fail(error as Error);
      }
    });
  }

  #launcherEnded(taskId: string): void {
    if (!this.#gone.has(taskId)) return;
    this.#gone.set(taskId, true);
    this.#onEnd(taskId);
  }

  async takeClaim(taskId: string, note: string): Promise<'taken' | 'held'> {
    const path = `${taskFolder(this.#work, taskId)}/claim`;
    const beside = `${path}.agent`;
    await writeFile(beside, `${files.agentMark}${note}\n`);
    try {
      // As exclusive as a create, and the note is in it from the first moment.
      await link(beside, path);
      return 'taken';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'held';
      throw error;
    } finally {
      await rm(beside, { force: true });
    }
  }

  look(taskId: string): TaskSight {
    const folder = taskFolder(this.#work, taskId);
    const supervisor = this.#supervisorOf(taskId, folder);
    const presence = this.#presence(supervisor);
    const child = this.#childOf(taskId, folder);
    const exit = files.readExit(folder);
    const claim = supervisor === undefined ? files.readClaim(folder) : { note: undefined };
    return {
      claimed: claim !== undefined,
      ...(claim?.note === undefined ? {} : { claimNote: claim.note }),
      supervisor: presence,
      ...(child === undefined ? {} : { child: { pid: child.pid, startedMs: child.startedMs } }),
      ...(exit === undefined ? this.#watchdogOf(folder) : { exit }),
      launcherGone: this.#gone.get(taskId) === true,
    };
  }

  #watchdogOf(folder: string): Pick<TaskSight, 'watchdogGone'> {
    const watchdog = files.readWatchdog(folder);
    return watchdog === undefined || group.isAlive(watchdog) ? {} : { watchdogGone: true };
  }

  #presence(supervisor: files.RecordedSupervisor | undefined): TaskSight['supervisor'] {
    if (supervisor === undefined) return 'none';
    return supervisor.bootId === this.bootId && group.isAlive(supervisor) ? 'alive' : 'dead';
  }

  #supervisorOf(taskId: string, folder: string): files.RecordedSupervisor | undefined {
    const found = this.#supervisors.get(taskId) ?? files.readSupervisor(folder);
    if (found !== undefined) this.#supervisors.set(taskId, found);
    return found;
  }

  #childOf(taskId: string, folder: string): files.RecordedChild | undefined {
    const found = this.#children.get(taskId) ?? files.readChild(folder);
    if (found !== undefined) this.#children.set(taskId, found);
    return found;
  }

  async search(taskId: string): Promise<boolean> {
    const folder = taskFolder(this.#work, taskId);
    for (const pid of allPids()) {
      const words = await commandLine(pid);
      if (words.includes(this.#script) && words.includes(folder)) return true;
    }
    return false;
  }

  async signal(taskId: string, wish: SignalWish): Promise<ProcessesLeft> {
    const place = this.#place(taskId);
    const known = knownSignal(wish.signal);
    if (known !== 'SIGKILL') {
      await writeWhole(`${place.folder}/killing`, `${wish.graceMs}\n`);
      group.signalGroup(place, known);
      return leftOf([]);
    }
    const left = await this.#killAll(place);
    return leftOf(wish.supervisor ? [...left, ...(await this.#killSupervisor(place))] : left);
  }

  /** One that hasn't recorded itself is among all that is of the task's sandbox. */
  async #killSupervisor(place: group.Place): Promise<readonly Stat[]> {
    let left = group.recordedSupervisor(place);
    for (let poll = 0; left.length > 0 && poll < deathPolls; poll += 1) {
      group.signalEach(left, 'SIGKILL');
      await sleep(deathPollMs);
      left = group.recordedSupervisor(place);
    }
    return left;
  }

  async sweep(taskId: string, kill: boolean): Promise<ProcessesLeft> {
    const place = this.#place(taskId);
    return leftOf(kill ? await this.#killAll(place) : await group.processesOf(place));
  }

  #place(taskId: string): group.Place {
    const folder = taskFolder(this.#work, taskId);
    const sandbox = sandboxOf(this.#work, taskId);
    return { folder, sandbox, bootId: this.bootId, scans: this.#scans };
  }

  async #killAll(place: group.Place): Promise<readonly Stat[]> {
    let left = await group.processesOf(place);
    for (let poll = 0; left.length > 0 && poll < deathPolls; poll += 1) {
      group.signalGroup(place, 'SIGKILL');
      group.signalEach(left, 'SIGKILL');
      await sleep(deathPollMs);
      left = await group.processesOf(place);
    }
    return left;
  }

  async saveLimits(taskId: string, policy: KillPolicy): Promise<void> {
    const path = `${taskFolder(this.#work, taskId)}/limits`;
    const text = await readFile(path, 'latin1').catch(() => undefined);
    if (text !== undefined) await this.#writeLimits(taskId, Number.parseInt(text, 10), policy);
  }

  async runCommand(wish: CommandWish): Promise<string | undefined> {
    const { taskId, order, command, timeoutMs } = wish;
    const answer = await userOf(order.user, this.#rules);
    if (answer.kind === 'failure') return answer.failure.message;
    const cwd = sandboxOf(this.#work, taskId);
    const env = taskEnvironment(order, cwd, answer.account);
    const words = [...asUser(answer), '/bin/sh', '-c', command];
    return runCheckCommand({ words, cwd, env, timeoutMs });
  }

  forget(taskId: string): void {
    this.#gone.delete(taskId);
    this.#supervisors.delete(taskId);
    this.#children.delete(taskId);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

const knownSignal = (name: string): NodeJS.Signals =>
  name in constants.signals ? (name as NodeJS.Signals) : 'SIGTERM';

function installScript(path: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, supervisorScript, { mode: 0o500 });
  chmodSync(beside, 0o500);
  renameSync(beside, path);
}
