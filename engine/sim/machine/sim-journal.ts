// The agent's journal on a machine's disk. What was under way when the agent died has not happened,
// or has without its being told.

import type { Identity } from '../../../agentd/core/session/session.ts';
import type { OrderFile } from '../../../agentd/core/task/stored.ts';
import type { Journal, StoredTask } from '../../../agentd/ports/journal.ts';
import type { Random } from '../../lib/random.ts';
import type { Host } from '../kernel/host.ts';
import { type Ground, note } from './ground.ts';
import { diskMs } from './latency.ts';
import type { SimTask } from './task/sim-task.ts';

export interface JournalSetup {
  readonly ground: Ground;
  readonly host: Host;
  readonly random: Random;
  task(taskId: string): SimTask;
  /** Of the connection that the agent has now. */
  epochNow(): number;
}

export class SimJournal implements Journal {
  readonly #setup: JournalSetup;

  constructor(setup: JournalSetup) {
    this.#setup = setup;
  }

  load(): Promise<readonly StoredTask[]> {
    return this.#do('journal load', () => {
      const { disk } = this.#setup.ground;
      const folders = [...disk.taskIds()].map((taskId) => ({ taskId, folder: nameOf(taskId) }));
      folders.sort((a, b) => (a.folder < b.folder ? -1 : 1));
      if (folders.length > 0) note(this.#setup.ground, 'journal read with tasks in it');
      return folders.map(({ taskId, folder }) => ({
        folder,
        order: parsed(disk.read(taskId, 'order')),
        marks: parsed(disk.read(taskId, 'marks')),
        health: parsed(disk.read(taskId, 'health')),
      }));
    });
  }

  saveIdentity(identity: object): Promise<void> {
    return this.#write('journal identity', () => {
      const { disk } = this.#setup.ground;
      disk.demandRoom('write agent.json.tmp');
      disk.saveIdentity(identity as Identity);
    });
  }

  saveOrder(taskId: string, file: object): Promise<void> {
    return this.#write(`journal order ${taskId}`, () => {
      const { ground, task, epochNow } = this.#setup;
      ground.disk.makeFolder(taskId, JSON.stringify(file));
      const { order } = file as OrderFile;
      const seen = task(taskId);
      if (!order) return;
      seen.order = order;
      ground.kernel.tell({ kind: 'order-kept', machine: ground.name, taskId, epoch: epochNow() });
    });
  }

  saveMarks(taskId: string, marks: object, durable: boolean): Promise<void> {
    return this.#write(`journal marks ${taskId}`, () => {
      const { disk, kernel } = this.#setup.ground;
      const text = JSON.stringify(marks);
      if (durable) disk.save(taskId, 'marks', text);
      else disk.write(taskId, ['marks', text], kernel.agenda.nowMs);
    });
  }

  saveHealth(taskId: string, health: object): Promise<void> {
    return this.#write(`journal health ${taskId}`, () => {
      const { disk, kernel } = this.#setup.ground;
      disk.write(taskId, ['health', JSON.stringify(health)], kernel.agenda.nowMs);
    });
  }

  remove(taskId: string): Promise<void> {
    return this.#do(`journal remove ${taskId}`, () => {
      const { ground } = this.#setup;
      if (!ground.disk.has(taskId)) return;
      ground.disk.remove(taskId);
      note(ground, 'folder removed');
      ground.kernel.tell({ kind: 'task-forgotten', machine: ground.name, taskId });
    });
  }

  #write(name: string, apply: () => void): Promise<void> {
    return this.#do(name, () => {
      try {
        apply();
      } catch (error) {
        note(this.#setup.ground, 'journal write without room');
        throw error;
      }
    });
  }

  #do<T>(name: string, apply: () => T): Promise<T> {
    const { host, random } = this.#setup;
    return host.work(name, diskMs(random), apply);
  }
}

/** As agentd/ports/task-folder.ts names it. */
const nameOf = (taskId: string): string => taskId.replaceAll('/', '~');

const parsed = (text: string | undefined): unknown =>
  text === undefined ? undefined : JSON.parse(text);
