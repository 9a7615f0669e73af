// The snapshot as text, made in proportion to what has changed since it was asked for last. It is
// the same as JSON of views/snapshot-view.ts, byte for byte. Whoever asks within `sharedMs` and
// before anything has happened is given the same text.
import type { EngineCore } from '../../step/engine-core.ts';
import type { Now } from '../../step/jobs/now.ts';
import type { AgentEntry, AppEntry, JobEntry, Tables } from '../../step/tables.ts';
import {
  entriesOf,
  snapshotActual,
  snapshotAgent,
  snapshotHead,
  snapshotJob,
  snapshotWanted,
} from '../views/snapshot-view.ts';
import { KeptParts } from './kept-parts.ts';
import {
  isAgentStill,
  isAppStill,
  isJobStill,
  lookAtAgent,
  lookAtApp,
  lookAtJob,
} from './made-of.ts';
import { SlicedBody } from './sliced-body.ts';

/** How old what it says of time may be. */
const sharedMs = 250;
/** Objects looked at before all else has its turn. */
const sliceSize = 25;

type Core = Pick<EngineCore, 'tables' | 'allocator' | 'batches' | 'why'>;
type ReadLong = <T>(view: (core: Core, now: Now) => Generator<void, T>) => Promise<T>;
/** Adds the text of one object. */
type Part = (core: Core, now: Now, text: Buffer[]) => void;

export interface Picture {
  /** Another one when anything but the time has changed. */
  readonly tag: string;
  readonly body: SlicedBody;
}

interface Made extends Picture {
  readonly batch: number;
  readonly nowMs: number;
  /** Without the time. */
  readonly head: string;
  readonly parts: readonly Buffer[];
}

export class SnapshotTexts {
  readonly #apps = new KeptParts<AppEntry>();
  /** By version, or the row of an app that has none. */
  readonly #wanted = new WeakMap<object, Buffer>();
  readonly #jobs = new KeptParts<JobEntry>();
  readonly #agents = new KeptParts<AgentEntry>();
  #last: Made | undefined;
  #number = 0;
  /** Asked for, and not begun. */
  #next: Promise<Picture> | undefined;

  /** All who ask before it is begun are given the same, which is as new as each asked for. */
  ask(readLong: ReadLong): Promise<Picture> {
    this.#next ??= readLong((core, now) => {
      this.#next = undefined;
      return this.picture(core, now);
    }).catch((error: unknown) => {
      this.#next = undefined;
      throw error;
    });
    return this.#next;
  }

  /** A slice at a time. */
  *picture(core: Core, now: Now): Generator<void, Picture> {
    const ageMs = now.nowMs - (this.#last?.nowMs ?? 0);
    if (this.#last?.batch === core.batches && ageMs >= 0 && ageMs < sharedMs) return this.#last;
    this.#last = yield* this.#make(core, now);
    return this.#last;
  }

  *#make(core: Core, now: Now): Generator<void, Made> {
    const { batches, tables } = core;
    const { nowMs } = now;
    const first = snapshotHead(tables, nowMs);
    const head = JSON.stringify({ ...first, nowMs: 0 });
    const lists = this.#lists(tables);
    const parts: Buffer[] = [];
    for (const name of ['apps', 'jobs', 'agents'] as const) {
      parts.push(openings[name]);
      for (const [at, part] of lists[name].entries()) {
        if (at > 0) parts.push(comma);
        if (at % sliceSize === sliceSize - 1) yield;
        part(core, now, parts);
      }
    }
    if (this.#last?.head !== head || !isSame(this.#last.parts, parts)) this.#number += 1;
    const body = new SlicedBody([Buffer.from(JSON.stringify(first).slice(0, -1)), ...parts, end]);
    return { tag: `W/"${tables.epoch}.${this.#number}"`, body, batch: batches, nowMs, head, parts };
  }

  #lists(tables: Tables): Readonly<Record<'apps' | 'jobs' | 'agents', readonly Part[]>> {
    const { apps, jobs, agents } = entriesOf(tables);
    return {
      apps: apps.map((app) => this.#app(app)),
      jobs: jobs.map((job) => this.#job(job)),
      agents: agents.map((agent) => this.#agent(agent)),
    };
  }

  #app(app: AppEntry): Part {
    return (core, now, text) => {
      const actual = this.#apps.of(app, core.batches, {
        look: (seen) => lookAtApp(seen, { cluster: core, now }, app),
        make: () => {
          const view = snapshotActual(core, app, now);
          return { text: `,${JSON.stringify(view).slice(1)}`, isStill: isAppStill(view) };
        },
      });
      text.push(this.#wantedOf(app), actual);
    };
  }

  /** Changes seldom, and is most of the text. */
  #wantedOf({ row, versions }: AppEntry): Buffer {
    const wanted = row.wanted === undefined ? undefined : versions.get(row.wanted);
    const known = this.#wanted.get(wanted ?? row);
    if (known) return known;
    const text = JSON.stringify(snapshotWanted(row.name, wanted));
    const bytes = Buffer.from(text.slice(0, -1));
    this.#wanted.set(wanted ?? row, bytes);
    return bytes;
  }

  #job(job: JobEntry): Part {
    return (core, now, text) =>
      text.push(
        this.#jobs.of(job, core.batches, {
          look: (seen) => lookAtJob(seen, { cluster: core, now }, job),
          make: () => {
            const view = snapshotJob(core, job, now);
            return { text: JSON.stringify(view), isStill: isJobStill(view) };
          },
        }),
      );
  }

  #agent(agent: AgentEntry): Part {
    return (core, now, text) =>
      text.push(
        this.#agents.of(agent, core.batches, {
          look: (seen) => lookAtAgent(seen, { cluster: core, now }, agent),
          make: () => {
            const text = JSON.stringify(snapshotAgent(core, agent, now));
            return { text, isStill: isAgentStill(agent) };
          },
        }),
      );
  }
}

const openings = {
  apps: Buffer.from(',"apps":['),
  jobs: Buffer.from('],"jobs":['),
  agents: Buffer.from('],"agents":['),
} as const;
const comma = Buffer.from(',');
const end = Buffer.from(']}');

const isSame = (before: readonly Buffer[], now: readonly Buffer[]): boolean =>
  before.length === now.length && now.every((part, at) => part === before[at]);
