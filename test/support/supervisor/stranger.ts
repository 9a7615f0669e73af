// A process group that no task has to do with: a leader that writes down each signal it gets, and
// a member of its group. It stands for whoever got a pid that a task had before.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { tempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';
import { isLiving } from './stepped-task.ts';

const leader = `
for name in HUP INT QUIT USR1 USR2 PIPE ALRM TERM CONT WINCH; do
  trap "echo $name >> signals" "$name"
done
sleep 1000 & echo $! > member.tmp; mv member.tmp member
while :; do wait; done
`;

export class Stranger {
  readonly pid: number;
  /** Field 22 of its stat. */
  readonly start: string;
  readonly member: number;
  readonly #signals: string;

  static async start(): Promise<Stranger> {
    const folder = tempFolder();
    const child = spawn('/bin/sh', ['-c', leader], {
      cwd: folder,
      detached: true,
      stdio: 'ignore',
    });
    const pid = child.pid ?? 0;
    onTestFinished(() => void endGroup(pid));
    const path = join(folder, 'member');
    await waitUntil('the stranger is up', () => existsSync(path));
    return new Stranger(pid, Number(readFileSync(path, 'utf8')), join(folder, 'signals'));
  }

  private constructor(pid: number, member: number, signals: string) {
    this.pid = pid;
    this.member = member;
    this.start = statOf(pid)?.start ?? '';
    this.#signals = signals;
  }

  /** A start time that isn't its own. */
  get otherStart(): string {
    return String(Number(this.start) - 1);
  }

  /** What it has got. SIGWINCH is ours: it is dealt with after all that was sent before it. */
  async signals(): Promise<readonly string[]> {
    if (!isLiving(this.member)) return ['KILL of its group'];
    if (!isLiving(this.pid)) return ['KILL'];
    const asked = this.#lines().length;
    process.kill(this.pid, 'SIGWINCH');
    await waitUntil('its answer', () => this.#lines().includes('WINCH', asked));
    return this.#lines().filter((line) => line !== 'WINCH');
  }

  #lines(): readonly string[] {
    if (!existsSync(this.#signals)) return [];
    return readFileSync(this.#signals, 'utf8').split('\n').slice(0, -1);
  }

  /** The leader ends; its group lives on without it. */
  async leave(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await waitUntil('the leader has gone', () => statOf(this.pid) === undefined);
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It was killed in the test.
  }
}
