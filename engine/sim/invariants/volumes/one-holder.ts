// In truth a volume is one task's at a time, and what its tasks have left in it the next one finds:
// each raises a number in it by one. Another volume comes in its place only once it was given up,
// or went with its agent or its disk.
import { type Look, type Of, rule } from '../rule.ts';
import { mountKey } from './mount-key.ts';

const tense = [
  'a task finds what was left',
  'a task begins with an empty volume',
  'another volume is in its place',
] as const;

export const oneHolder = rule({ name: 'one-holder', tense }, (look) => {
  const data = new Data(look);
  return {
    stored: () => data.onStored(),
    'command-began': (moment) => data.onBegan(moment),
    'volumes-lost': ({ machine }) => data.onLost(machine),
    'machine-down': ({ machine, disk }) => disk === 'lost' && data.onLost(machine),
  };
});

interface Last {
  readonly id: string;
  readonly agentId: string;
}

class Data {
  readonly #look: Look;
  /** What is in a volume. */
  readonly #content = new Map<string, number>();
  /** By machine: all that were ever used there. */
  readonly #usedOn = new Map<string, Set<string>>();
  readonly #lost = new Set<string>();
  readonly #givenUp = new Set<string>();
  /** What a slot had at a path, or a Volume. */
  readonly #last = new Map<string, Last>();

  constructor(look: Look) {
    this.#look = look;
  }

  onStored(): void {
    for (const { id } of this.#look.facts.stored.changes?.leaving ?? []) this.#givenUp.add(id);
  }

  onLost(machine: string): void {
    // Made already, for a task that is about to begin.
    for (const task of this.#look.sight.machines.get(machine)?.tasks.values() ?? [])
      for (const { id } of task.order?.volumes ?? []) this.#lost.add(id);
    for (const id of this.#usedOn.get(machine) ?? []) {
      this.#content.delete(id);
      this.#lost.add(id);
    }
  }

  onBegan({ machine, taskId }: Of<'command-began'>): void {
    const { sight, facts, violate } = this.#look;
    const seen = sight.machines.get(machine);
    const task = seen?.tasks.get(taskId);
    for (const { id, content } of task?.volumes ?? []) {
      for (const other of facts.truth.livingOn.get(machine) ?? [])
        if (other !== taskId && seen?.tasks.get(other)?.volumes?.some((one) => one.id === id))
          violate(`${taskId} begins with ${id}, which ${other} has`);
      const used = this.#usedOn.get(machine) ?? new Set();
      this.#usedOn.set(machine, used.add(id));
      this.#judgeContent(taskId, id, content);
      const isNew = task?.order?.volumes?.find((one) => one.id === id)?.isNew;
      if (isNew === false && content === 1 && this.#lost.has(id))
        violate(`${taskId} begins with ${id}, which is empty, and should have had data`);
      this.#judgePlace(taskId, id, seen?.agentId ?? '');
    }
  }

  #judgeContent(taskId: string, id: string, content: number | undefined): void {
    const { violate, tense: near } = this.#look;
    const before = this.#content.get(id) ?? 0;
    if (content === undefined) {
      if (!this.#lost.has(id)) violate(`${taskId} begins without ${id}`);
      return;
    }
    this.#content.set(id, content);
    if (content !== before + 1) violate(`${id} has ${content} for ${taskId}, and had ${before}`);
    near(before > 0 ? 'a task finds what was left' : 'a task begins with an empty volume');
  }

  #judgePlace(taskId: string, id: string, agentId: string): void {
    const { facts, violate, tense: near } = this.#look;
    const { stored } = facts;
    const key = mountKey(stored, id);
    if (key === undefined) return;
    const before = this.#last.get(key);
    this.#last.set(key, { id, agentId });
    if (before === undefined || before.id === id) return;
    const isGone = stored.agents.get(before.agentId)?.verdict?.kind === 'gone';
    if (isGone || this.#givenUp.has(before.id)) near('another volume is in its place');
    else violate(`${taskId} begins with ${id}, and ${key} had ${before.id} on ${before.agentId}`);
  }
}
