// A launch id is given once, to one agent, with one content, and its command begins at most once
// anywhere, ever. Counts of a slot ascend over the whole life of the world: over engine crashes,
// and over deletion and return of the app.
import type { TaskRow } from '../../../model/actual.ts';
import { launchOf, slotOf } from '../facts/stored-facts.ts';
import { type Look, type Of, rule } from '../rule.ts';

const tense = [
  'the same order is sent again',
  'a slot counts on after its app was forgotten',
  'a count is kept by its slot alone',
] as const;

export const once = rule({ name: 'once', tense }, (look) => {
  const launches = new Launches(look);
  return {
    stored: () => launches.onStored(),
    spoken: (moment) => launches.onSpoken(moment),
    'command-began': (moment) => launches.onBegan(moment),
  };
});

class Launches {
  readonly #look: Look;
  /** Slot to the highest count it ever had. */
  readonly #highest = new Map<string, number>();
  /** Id to what it was given for, and how often it was sent. */
  readonly #given = new Map<string, { readonly row: TaskRow; sent: number }>();

  constructor(look: Look) {
    this.#look = look;
  }

  onStored(): void {
    for (const { id, before, after } of this.#look.facts.stored.changes?.tasks ?? []) {
      if (!after) this.#onForgotten(id);
      else if (!before) this.#onNew(after);
      else if (differs(before, after))
        this.#look.violate(`${id} is rewritten for ${after.agentId}, ${after.taskDigest}`);
    }
  }

  onSpoken({ message, agentId }: Of<'spoken'>): void {
    if (message.kind !== 'launch') return;
    const { taskId, taskDigest } = message.order;
    const given = this.#given.get(taskId);
    if (!given) return;
    if (given.row.agentId !== agentId || given.row.taskDigest !== taskDigest)
      this.#look.violate(
        `${taskId} is sent to ${agentId} as ${taskDigest}: it was given otherwise`,
      );
    given.sent += 1;
    if (given.sent > 1) this.#look.tense('the same order is sent again');
  }

  onBegan({ taskId, machine }: Of<'command-began'>): void {
    const times = this.#look.facts.truth.began.get(taskId) ?? 0;
    const runs = this.#look.sight.machines.get(machine)?.tasks.get(taskId)?.runs ?? times;
    if (Math.max(times, runs) > 1)
      this.#look.violate(`${taskId} begins on ${machine} for the ${Math.max(times, runs)}. time`);
  }

  #onNew(row: TaskRow): void {
    const { id } = row;
    if (this.#given.has(id)) this.#look.violate(`${id} is given a second time`);
    this.#given.set(id, { row, sent: 0 });
    const slot = slotOf(id);
    const before = this.#highest.get(slot) ?? 0;
    if (row.launch !== launchOf(id)) this.#look.violate(`${id} is stored as launch ${row.launch}`);
    if (row.launch <= before) this.#look.violate(`${id} comes after ${slot}.${before}`);
    this.#highest.set(slot, Math.max(before, row.launch));
    if (before > 0 && this.#look.facts.stored.bySlot.get(slot)?.size === 1)
      this.#look.tense('a slot counts on after its app was forgotten');
  }

  /** Its count is still stored, by its slot or by a later task of it. */
  #onForgotten(id: string): void {
    const { stored } = this.#look.facts;
    const slot = slotOf(id);
    const highest = this.#highest.get(slot) ?? 0;
    let kept = stored.slots.get(slot) ?? 0;
    for (const other of stored.bySlot.get(slot) ?? []) kept = Math.max(kept, launchOf(other));
    // A run that is over has no more launches; until then its row counts them.
    if (slot.includes('@')) kept = Math.max(kept, stored.runs.get(slot)?.launches ?? highest);
    if (kept < highest)
      this.#look.violate(`${id} is forgotten, and of ${slot} only ${kept} of ${highest} is stored`);
    if (stored.bySlot.get(slot)?.size === 0) this.#look.tense('a count is kept by its slot alone');
  }
}

const differs = (a: TaskRow, b: TaskRow): boolean =>
  a.agentId !== b.agentId || a.taskDigest !== b.taskDigest || a.specDigest !== b.specDigest;
