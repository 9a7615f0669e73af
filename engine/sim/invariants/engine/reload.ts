// What an engine holds in memory is what the store gives back: a batch names every row that it has
// changed, and an engine that starts has every row in its tables, and no other.
import type { AppRow } from '../../../model/actual.ts';
import { slotId } from '../../../model/ids.ts';
import type { JobRow } from '../../../model/jobs.ts';
import type { Tables } from '../../../step/tables.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';

const tense = ['an engine starts with tasks', 'an engine starts with a rollout under way'] as const;

export const reload = rule({ name: 'reload', tense }, (look) => {
  const memory = new Memory(look);
  return {
    'engine-booted': (moment) => memory.onBooted(moment),
    batch: (moment) => memory.onBatch(moment),
  };
});

class Memory {
  readonly #look: Look;
  #engine = 0;
  /** Its first batch, which mends what an earlier one left half done, is still to come. */
  #isNew = false;
  /** Rows as they were after the last batch, each the very object. */
  #rows = new Map<string, object>();

  constructor(look: Look) {
    this.#look = look;
  }

  onBooted(moment: Of<'engine-booted'>): void {
    const seen = this.#look.engineOf(moment);
    if (!seen) return;
    this.#judgeLoaded(seen.tables);
    this.#engine = moment.engine;
    this.#isNew = true;
    this.#rows = rowsOf(seen.tables);
    for (const [id, row] of seen.tables.lineages) this.#rows.set(`lineage/${id}`, row);
    if (seen.tables.tasks.size > 0) this.#look.tense('an engine starts with tasks');
    for (const app of seen.tables.apps.values())
      if (app.rollout) this.#look.tense('an engine starts with a rollout under way');
  }

  onBatch(moment: Of<'batch'>): void {
    const seen = this.#look.engineOf(moment);
    if (!seen || moment.engine !== this.#engine) {
      // A batch that couldn't be looked at: what it changed isn't known.
      this.#engine = 0;
      return;
    }
    if (this.#isNew) this.#judgeTaken(seen.tables);
    this.#isNew = false;
    this.#judgeTasks(seen, moment);
    const { effects } = moment;
    const { tables } = seen;
    for (const [name, app] of tables.apps) {
      this.#judge(`app/${name}`, app.row, effects.apps.has(name));
      for (const [digest, version] of app.versions) {
        const key = `version/${name}!${digest}`;
        this.#judge(key, version, effects.versions.get(key) !== undefined);
      }
    }
    this.#judgeJobs(seen, moment);
    this.#judgeKept(seen, moment);
    for (const [id, agent] of tables.agents)
      this.#judge(`agent/${id}`, agent.row, effects.agents.has(id));
    for (const [id, rollout] of tables.rollouts)
      this.#judge(`rollout/${id}`, rollout, effects.rollouts.has(id));
    if (tables.cluster) this.#judge('meta/applied', tables.cluster, effects.isClusterChanged);
  }

  #judgeKept({ tables: { reservations } }: Seen, { effects }: Of<'batch'>): void {
    for (const [id, row] of reservations)
      this.#judge(`reservation/${id}`, row, effects.reservations.has(id));
    for (const [id, volume] of reservations.leaving)
      this.#judge(`leaving/${id}`, volume, effects.leaving.has(id));
    for (const id of effects.reservations)
      if (!reservations.has(id)) this.#rows.delete(`reservation/${id}`);
    for (const id of effects.leaving)
      if (!reservations.leaving.has(id)) this.#rows.delete(`leaving/${id}`);
  }

  #judgeJobs({ tables }: Seen, { effects }: Of<'batch'>): void {
    for (const [name, job] of tables.jobs) {
      this.#judge(`job/${name}`, job.row, effects.jobs.has(name));
      for (const [digest, version] of job.versions) {
        const key = `version/${name}!${digest}`;
        this.#judge(key, version, effects.versions.get(key) !== undefined);
      }
      for (const [id, run] of job.runs) this.#judge(`run/${id}`, run, effects.runs.has(id));
    }
    for (const [id, lineage] of tables.lineages)
      this.#judge(`lineage/${id}`, lineage, effects.lineages.has(id));
    for (const id of effects.forgottenRuns) this.#rows.delete(`run/${id}`);
    for (const id of effects.lineages)
      if (!tables.lineages.has(id)) this.#rows.delete(`lineage/${id}`);
  }

  #judgeTasks({ tables }: Seen, { effects }: Of<'batch'>): void {
    for (const [id, task] of tables.tasks)
      this.#judge(`task/${id}`, task.row, effects.tasks.has(id));
    for (const id of effects.forgottenTasks) {
      this.#rows.delete(`task/${id}`);
      if (tables.tasks.has(id)) this.#look.violate(`${id} is forgotten, and is in the tables`);
    }
  }

  /** The very object as before (or one that says the same), or named as changed. */
  #judge(key: string, row: object, isNamed: boolean): void {
    const before = this.#rows.get(key);
    if (before === row) return;
    this.#rows.set(key, row);
    if (!isNamed && (!before || writtenOf(before) !== writtenOf(row)))
      this.#look.violate(`${key} has changed in memory, and isn’t written`);
  }

  #judgeLoaded(tables: Tables): void {
    const rows = rowsOf(tables);
    const { stored } = this.#look.facts;
    const expected: readonly (readonly [string, ReadonlyMap<string, object>])[] = [
      ['task', stored.tasks],
      ['app', stored.apps],
      ['agent', stored.agents],
      ['rollout', stored.rollouts],
      ['version', stored.versions],
      ['job', stored.jobs],
      ['run', stored.runs],
      ['reservation', stored.reservations],
      ['leaving', stored.leaving],
    ];
    let count = stored.cluster ? 1 : 0;
    for (const [table, entries] of expected)
      for (const [id, row] of entries) {
        if (isOrphan(tables, table, id)) continue;
        count += 1;
        const loaded = rows.get(`${table}/${id}`);
        const isWanted = table === 'app' || table === 'job';
        const expected = isWanted ? this.#asApplied(row as AppRow | JobRow) : row;
        if (!loaded || textOf(loaded) !== textOf(expected))
          this.#look.violate(`${table}/${id} is loaded as ${loaded ? textOf(loaded) : 'nothing'}`);
      }
    if (rows.size !== count)
      this.#look.violate(`${rows.size} rows are loaded, ${count} are stored`);
    this.#judgeCounts(tables);
  }

  /** What a timetable has made due isn't decided again. */
  #judgeTaken(tables: Tables): void {
    for (const run of this.#look.facts.stored.runs.values()) {
      if (run.origin.kind !== 'timetable') continue;
      const throughMs = tables.jobs.get(run.name)?.row.throughMs ?? Infinity;
      if (throughMs < run.dueMs) this.#look.violate(`${run.id} is due again, and has its row`);
    }
  }

  /** What was stored of a revision that never came to be applied isn't wanted. */
  #asApplied(row: AppRow | JobRow): object {
    const { before: _, wanted: __, ...rest } = row;
    const { cluster } = this.#look.facts.stored;
    if (!row.before || row.before.revision <= (cluster?.revision ?? 0)) return row;
    const wanted = this.#look.facts.stored.wantedOf(row);
    return { ...rest, ...(wanted === undefined ? {} : { wanted }) };
  }

  #judgeCounts(tables: Tables): void {
    const { stored } = this.#look.facts;
    const counts = new Map(stored.slots);
    for (const { name, run, instance, launch } of stored.tasks.values()) {
      // A run counts its own, in its row.
      if (run !== undefined) continue;
      const slot = slotId(name, instance);
      counts.set(slot, Math.max(counts.get(slot) ?? 0, launch));
    }
    for (const [slot, count] of counts)
      if (tables.launches.get(slot as ReturnType<typeof slotId>) !== count)
        this.#look.violate(`${slot} has counted ${count} launches, which isn’t loaded`);
  }
}

/** How far a job's due times are decided is said by the rows of its runs, too. */
const writtenOf = (row: object): string => JSON.stringify({ ...row, throughMs: undefined });

/** Of an app or a job that is forgotten while the rest of it is still being deleted. */
function isOrphan(tables: Tables, table: string, id: string): boolean {
  if (table !== 'version' && table !== 'rollout' && table !== 'run') return false;
  const name = id.slice(0, id.lastIndexOf(table === 'run' ? '@' : '!'));
  return ![...tables.apps.keys(), ...tables.jobs.keys()].some((one) => one === name);
}

/**
 * A rollout's clock stands while no engine runs; and what a run's row says holds against what its
 * job's row does: a batch may have been cut between the two.
 */
const passing = { clockSinceMs: undefined, throughMs: undefined, joined: undefined };

const textOf = (row: object): string =>
  JSON.stringify(Object.entries({ ...row, ...passing }).sort(([a], [b]) => (a < b ? -1 : 1)));

function rowsOf(tables: Tables): Map<string, object> {
  const rows = new Map<string, object>();
  for (const [id, task] of tables.tasks) rows.set(`task/${id}`, task.row);
  for (const [id, agent] of tables.agents) rows.set(`agent/${id}`, agent.row);
  for (const [id, rollout] of tables.rollouts) rows.set(`rollout/${id}`, rollout);
  for (const [name, app] of tables.apps) {
    rows.set(`app/${name}`, app.row);
    for (const [digest, version] of app.versions) rows.set(`version/${name}!${digest}`, version);
  }
  for (const [name, job] of tables.jobs) {
    rows.set(`job/${name}`, job.row);
    for (const [digest, version] of job.versions) rows.set(`version/${name}!${digest}`, version);
    for (const [id, run] of job.runs) rows.set(`run/${id}`, run);
  }
  for (const [id, row] of tables.reservations) rows.set(`reservation/${id}`, row);
  for (const [id, row] of tables.reservations.leaving) rows.set(`leaving/${id}`, row);
  if (tables.cluster) rows.set('meta/applied', tables.cluster);
  return rows;
}
