// Who has had no place for a while is told of once, by a notice with the sentence of `why`, and
// once more when all of it has found one. One for each thing that it waits for, until that is over;
// where very many wait at once, they are counted. What was told is forgotten with the engine: what
// still waits for as long after its next start is told again.
import { spokenAge } from '../../lib/text/spoken-duration.ts';
import type { ObjectName } from '../../model/ids.ts';
import { waitsOf } from '../apps/waits.ts';
import type { Cluster } from '../cluster.ts';
import { jobWaits } from '../jobs/waits.ts';
import { notice } from '../notice.ts';
import type { Turn } from '../turn.ts';
import { type Wait, waitText } from '../wait.ts';

/** It has waited that long before it is told of: most find a place within a batch. */
const longMs = 30_000;
/** Looked at each time: a batch is short. */
const mostLooked = 200;
/** Told of one by one each time it is looked at. */
const mostTold = 50;
/** Characters of one notice at most. */
const mostChars = 1_000;

const kinds: ReadonlySet<Wait['kind']> = new Set(['unplaceable', 'quota', 'volume'] as const);

interface Told {
  readonly sinceMs: number;
  readonly kinds: Set<Wait['kind']>;
  /** By name, not only in a count. */
  isNamed: boolean;
}

type Telling = Pick<Turn, 'tables' | 'effects' | 'nowMs' | 'wallMs'>;

export class LongWaits {
  readonly #told = new Map<ObjectName, Told>();
  #at = 0;

  /** `unmet`: apps and jobs that wait for a place, by name. */
  look(turn: Telling, cluster: Cluster, unmet: readonly ObjectName[]): void {
    this.#tellPlaced(turn, new Set(unmet));
    let [told, counted] = [0, 0];
    for (const name of this.#next(unmet)) {
      const sinceMs = unmetOf(turn, name)?.sinceMs;
      if (sinceMs === undefined || turn.nowMs - sinceMs < longMs) continue;
      const wait = waitOf(turn, cluster, name);
      const known = this.#told.get(name);
      if (wait === undefined || known?.kinds.has(wait.kind)) continue;
      const entry = known ?? { sinceMs, kinds: new Set(), isNamed: false };
      this.#told.set(name, entry);
      entry.kinds.add(wait.kind);
      if (told === mostTold) {
        counted += 1;
        continue;
      }
      told += 1;
      entry.isNamed = true;
      say(turn, 'unplaced', name, waitText(wait));
    }
    const more = `${counted} more apps and jobs have no place: see \`meridian status\``;
    if (counted > 0) say(turn, 'unplaced', 'apps and jobs', more);
  }

  /** So many, from where it stopped the time before. */
  #next(unmet: readonly ObjectName[]): readonly ObjectName[] {
    if (unmet.length <= mostLooked) return unmet;
    const from = this.#at % unmet.length;
    this.#at = from + mostLooked;
    return [...unmet.slice(from), ...unmet.slice(0, from)].slice(0, mostLooked);
  }

  #tellPlaced(turn: Telling, unmet: ReadonlySet<ObjectName>): void {
    for (const [name, { sinceMs, isNamed }] of this.#told) {
      if (unmet.has(name)) continue;
      this.#told.delete(name);
      if (isNamed)
        say(turn, 'placed', name, `waits for no place any more, ${after(turn, sinceMs)}`);
    }
  }
}

const after = ({ nowMs }: Telling, sinceMs: number): string =>
  `after ${spokenAge(nowMs - sinceMs)}`;

const unmetOf = ({ tables }: Telling, name: ObjectName) =>
  tables.apps.get(name)?.unmet ?? tables.jobs.get(name)?.unmet;

function waitOf(
  { tables, nowMs, wallMs }: Telling,
  cluster: Cluster,
  name: ObjectName,
): Wait | undefined {
  const app = tables.apps.get(name);
  const job = tables.jobs.get(name);
  const appWaits = app?.unmet ? waitsOf(cluster, app, nowMs) : [];
  const waits = job?.unmet ? jobWaits(cluster, job, { nowMs, wallMs }) : appWaits;
  return waits.find(({ kind }) => kinds.has(kind));
}

function say({ tables, effects }: Telling, kind: string, subject: string, message: string): void {
  notice(tables, effects, { kind, subject, message: message.slice(0, mostChars) });
}
