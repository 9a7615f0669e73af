// A job that follows others runs once in a lineage, when the run of each of its parents in it is
// done (succeeded, or failed softly), and then it does. What has failed for good or was cancelled
// lets nothing below it run until it is retried; what was skipped or expired gives each job below a
// record.
import type { RunRow } from '../../../model/jobs.ts';
import { nameOf } from '../facts/stored-facts.ts';
import { type Look, type Of, rule } from '../rule.ts';
import { isBelow, parentsNow, rootsOf } from './job-roots.ts';

const tense = [
  'a child follows one parent',
  'a child follows several in one lineage',
  'parents without a common root join',
  'a parent failed for good',
  'skipped below',
] as const;

export const lineages = rule({ name: 'lineages', tense }, (look) => {
  const book = new Book(look);
  return {
    batch: (moment) => book.onBatch(moment),
    stored: () => book.onStored(),
  };
});

type Outcome = 'open' | 'done' | 'failed' | 'ended';

class Book {
  readonly #look: Look;
  /** Lineage to job to its run there. */
  readonly #runs = new Map<string, Map<string, string>>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #lineageOf = new Map<string, string>();
  /** Child that joins without a lineage to what it has used up of each parent. */
  readonly #used = new Map<string, Readonly<Record<string, string>>>();
  readonly #retried = new Set<string>();

  constructor(look: Look) {
    this.#look = look;
  }

  onBatch({ events }: Of<'batch'>): void {
    for (const event of events)
      if (event.kind === 'operation' && event.operation.kind === 'retry')
        this.#retried.add(event.operation.run);
  }

  onStored(): void {
    const { changes } = this.#look.facts.stored;
    if (!changes) return;
    for (const run of changes.ends) this.#outcomes.set(run.id, outcomeOf(run));
    const rows = changes.runs.flatMap(({ after }) => after ?? []);
    for (const run of [...changes.ends, ...rows]) this.#note(run);
    for (const { after } of changes.runs) if (after) this.#outcomes.set(after.id, outcomeOf(after));
    if (changes.isCut) return;
    for (const run of changes.ends) this.#judgeBelow(run);
  }

  #note(run: RunRow): void {
    if (this.#lineageOf.has(run.id)) return;
    this.#lineageOf.set(run.id, run.lineage);
    const lineage = this.#runs.get(run.lineage) ?? new Map<string, string>();
    this.#runs.set(run.lineage, lineage);
    const other = lineage.get(run.name);
    if (other !== undefined)
      this.#look.violate(`${run.id} runs in ${run.lineage}, where ${other} has`);
    lineage.set(run.name, run.id);
    const isSkippedBelow = run.reason?.startsWith('parent ') === true;
    if (isSkippedBelow) this.#look.tense('skipped below');
    else if (run.origin.kind === 'after') this.#judgeParents(run, run.origin.parents);
  }

  #judgeParents(run: RunRow, parents: readonly { readonly run: string }[]): void {
    const { stored } = this.#look.facts;
    const trigger = stored.jobVersion(run.name, run.specDigest)?.spec.trigger;
    const names = parents.map((parent) => nameOf(parent.run)).sort();
    if (trigger?.kind !== 'after' || trigger.parents.join() !== names.join())
      this.#look.violate(`${run.id} follows ${names.join()}: it should be others`);
    const isJoined = run.lineage !== run.id;
    for (const parent of parents) {
      const outcome = this.#outcomes.get(parent.run) ?? 'unknown';
      if (outcome !== 'done') this.#look.violate(`${run.id} follows ${parent.run}: ${outcome}`);
      if (isJoined && this.#lineageOf.get(parent.run) !== run.lineage)
        this.#look.violate(`${run.id} of ${run.lineage} follows ${parent.run} of another`);
    }
    if (isJoined) {
      const many = parents.length > 1;
      this.#look.tense(
        many ? 'a child follows several in one lineage' : 'a child follows one parent',
      );
    } else this.#judgeJoin(run, parents);
  }

  /** Each parent has done another run since the child last started. */
  #judgeJoin(run: RunRow, parents: readonly { readonly run: string }[]): void {
    const used = this.#used.get(run.name) ?? {};
    for (const parent of parents)
      if (used[nameOf(parent.run)] === parent.run)
        this.#look.violate(`${run.id} follows ${parent.run}, as the run before it did`);
    const joined = parents.map((parent) => [nameOf(parent.run), parent.run] as const);
    if (run.state !== 'skipped')
      this.#used.set(run.name, { ...used, ...Object.fromEntries(joined) });
    this.#look.tense('parents without a common root join');
  }

  /** What has to follow has followed in the same batch. */
  #judgeBelow(run: RunRow): void {
    const outcome = this.#outcomes.get(run.id);
    if (outcome === 'failed') this.#look.tense('a parent failed for good');
    if (outcome !== 'done' && outcome !== 'ended') return;
    // One that is tried again may have lost its lineage meanwhile.
    if (this.#retried.has(run.id)) return;
    const parents = parentsNow(viewOf(this.#look));
    for (const [name, above] of parents) {
      const has = this.#runs.get(run.lineage)?.has(name) === true;
      if (has || name === run.name) continue;
      if (!rootsOf(name, parents).has(nameOf(run.lineage))) continue;
      if (outcome === 'done' && above.includes(run.name) && this.#areDone(above, run.lineage))
        this.#look.violate(`${run.id} is done, and ${name} doesn’t follow in ${run.lineage}`);
      if (outcome === 'ended' && isBelow(name, run.name, parents))
        this.#look.violate(`${run.id} is ${run.state}, and ${name} has no record of it`);
    }
  }

  #areDone(names: readonly string[], lineage: string): boolean {
    const runs = this.#runs.get(lineage);
    return names.every((name) => this.#outcomes.get(runs?.get(name) ?? '') === 'done');
  }
}

const viewOf = ({ facts: { stored } }: Look) => ({
  jobs: stored.jobs,
  jobVersion: (name: string, digest: string | undefined) => stored.jobVersion(name, digest),
});

function outcomeOf({ state, isSoft, reason }: RunRow): Outcome {
  switch (state) {
    case 'waiting':
    case 'running':
    case 'retrying':
      return 'open';
    case 'succeeded':
      return 'done';
    case 'skipped':
    case 'expired':
      return 'ended';
    case 'failed':
      return isSoft ? 'done' : 'failed';
    case 'cancelled':
      return reason === 'replaced' ? 'ended' : 'failed';
  }
}
