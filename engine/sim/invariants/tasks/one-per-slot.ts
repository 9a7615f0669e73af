// At most one task per slot is live or presumed live, save an upgrade's or a drain's extra (an old
// and a new one, or one that was told to go and its successor, or one whose agent is to be emptied
// or has no place for it any more), and save one whose agent is unreachable past
// the app's inactiveAfter, or that was given up with its agent: that one may still run where
// nobody sees it, and counts for nothing any more.
import type { TaskRow } from '../../../model/actual.ts';
import { isLeaving } from '../agents/is-leaving.ts';
import { type Changed, nameOf, slotOf } from '../facts/stored-facts.ts';
import { VerdictTimes } from '../facts/verdict-times.ts';
import { type Look, rule } from '../rule.ts';

const tense = [
  'an old and a new version in one slot',
  'a successor beside one that leaves',
  'a successor beside one that is drained',
  'launched beside one on an unreachable agent',
  'given up while it runs',
  'one given up begins late',
] as const;

/** Ends that are the engine's word alone: the command may run on. */
const givenUp: ReadonlySet<string> = new Set([
  'agent-unreachable',
  'agent-gone',
  'unknown-to-agent',
]);

export const onePerSlot = rule({ name: 'one-per-slot', tense }, (look) => {
  const slots = new Slots(look);
  return {
    'engine-booted': () => slots.onBooted(),
    stored: () => slots.onStored(),
    'command-began': ({ taskId }) => slots.onBegan(taskId),
    atRest: () => slots.atRest(),
  };
});

class Slots {
  readonly #look: Look;
  /** They count for nothing, wherever they run. */
  readonly #superseded = new Set<string>();
  readonly #verdicts = new VerdictTimes();

  constructor(look: Look) {
    this.#look = look;
  }

  onBooted(): void {
    this.#verdicts.note(this.#look.sight, this.#look.facts.stored);
  }

  onStored(): void {
    const { changes } = this.#look.facts.stored;
    if (!changes) return;
    for (const change of changes.tasks) this.#noteEnd(change);
    if (changes.isCut) return;
    for (const { before, after } of changes.tasks)
      if (!before && after && !after.end) this.#onLaunch(after);
  }

  onBegan(taskId: string): void {
    const row = this.#look.facts.stored.tasks.get(taskId);
    if (row && !row.end) return;
    if (this.#superseded.has(taskId)) this.#look.tense('one given up begins late');
    else this.#look.violate(`${taskId} begins, and is ${row ? 'ended' : 'not'} in the store`);
  }

  /** Who was replaced has gone, or goes when it is found: it doesn't take its successor's place. */
  atRest(): void {
    for (const id of this.#superseded) {
      const row = this.#look.facts.stored.tasks.get(id);
      if (row && !row.end && !row.kill) this.#look.violate(`${id} was replaced, and stays`);
    }
  }

  /** Who is over doesn't run, unless the engine has given it up without knowing. */
  #noteEnd({ id, before, after }: Changed<TaskRow>): void {
    const { facts } = this.#look;
    if (before?.end || (after && !after.end)) return;
    const machine = facts.truth.living.get(id);
    if (this.#isGivenUp(before, after)) {
      this.#superseded.add(id);
      if (machine !== undefined) this.#look.tense('given up while it runs');
    } else if (machine !== undefined) {
      const why = after?.end ? `${after.end.state} ${after.end.reason ?? ''}` : 'forgotten';
      this.#look.violate(`${id} counts as over (${why}) while its command runs on ${machine}`);
    }
  }

  #isGivenUp(before: TaskRow | undefined, after: TaskRow | undefined): boolean {
    if (after?.end) return givenUp.has(after.end.reason ?? '');
    // Ended and forgotten in one batch: what it ended with was never stored.
    const agent = before && this.#look.facts.stored.agents.get(before.agentId);
    return agent?.verdict !== undefined;
  }

  #onLaunch(row: TaskRow): void {
    const { stored } = this.#look.facts;
    const slot = slotOf(row.id);
    const others: TaskRow[] = [];
    for (const id of stored.bySlot.get(slot) ?? []) {
      const other = stored.tasks.get(id);
      if (id === row.id || !other || other.end || this.#superseded.has(id)) continue;
      if (this.#isInactive(other, row)) {
        this.#superseded.add(id);
        this.#look.tense('launched beside one on an unreachable agent');
      } else others.push(other);
    }
    this.#judge(row, others);
  }

  #judge(row: TaskRow, others: readonly TaskRow[]): void {
    const [other] = others;
    if (!other) return;
    const ids = others.map(({ id }) => id).join(' and ');
    if (others.length > 1) this.#look.violate(`${row.id} is launched beside ${ids}`);
    else if (other.taskDigest !== row.taskDigest)
      this.#look.tense('an old and a new version in one slot');
    else if (other.kill) this.#look.tense('a successor beside one that leaves');
    else if (isLeaving(this.#look, other, row.launchedMs))
      this.#look.tense('a successor beside one that is drained');
    else this.#look.violate(`${row.id} is launched beside ${ids}, which is the same and stays`);
  }

  /** Its agent was unreachable for longer than the launched version waits. */
  #isInactive(other: TaskRow, launched: TaskRow): boolean {
    const { stored } = this.#look.facts;
    const sinceMs = this.#verdicts.sinceMs(stored.agents.get(other.agentId));
    const version = stored.version(nameOf(launched.id), launched.specDigest);
    const afterMs = version?.spec.unreachable.inactiveAfterMs ?? null;
    if (sinceMs === undefined || afterMs === null) return false;
    return launched.launchedMs >= sinceMs + afterMs;
  }
}
