// The instances of an app that requests may go to, as the engine's events say it:
//
//   - at the start, and after a gap in the events, `/v1/tasks` is the truth;
//   - `instance-leaving` and every end take an instance out at once, by its id, for good: ids are
//     never used again, so a list that was on its way meanwhile can't bring it back;
//   - any other event about the app asks for the list, once more if one is asked for already, and
//     what is healthy and ready in it is in; what isn't well in it is out. An engine that has just
//     started has yet to hear how instances are (`unknown`): that is no news, and changes nothing.
//
// What leaves still serves until its signal comes (`kill.delay`): it is used where nothing else is.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventView, TaskList, TaskView } from '../../../schemas/generated/api.ts';
import { sentEvents } from './event-source.ts';

/** Between two calls of an engine that is away. */
const retryMs = 100;

export interface BackendsOptions {
  readonly engineUrl: string;
  readonly token: string;
  readonly app: string;
}

export interface Backend {
  readonly id: string;
  readonly hostname: string;
  readonly port: number;
}

export class Backends {
  readonly #options: BackendsOptions;
  readonly #in = new Map<string, Backend>();
  readonly #leaving = new Map<string, Backend>();
  readonly #over = new Set<string>();
  #listing: Promise<void> | undefined;
  #isStale = false;
  #turn = 0;

  constructor(options: BackendsOptions) {
    this.#options = options;
    void this.#follow();
  }

  get ids(): readonly string[] {
    return [...this.#in.keys()].sort();
  }

  /** Each in its turn; undefined when there is none. */
  next(): Backend | undefined {
    const usable = this.#in.size > 0 ? this.#in : this.#leaving;
    const all = [...usable.values()];
    this.#turn += 1;
    return all[this.#turn % all.length];
  }

  async #follow(): Promise<void> {
    const { engineUrl, token } = this.#options;
    const url = `${engineUrl}/v1/events`;
    let last: number | undefined;
    for await (const { id, event, data } of sentEvents({ url, token })) {
      // Where the stream begins elsewhere than where it broke, events are missing.
      if (event === 'begin' && Number(id) !== last) this.#list();
      if (event === 'notice') this.#hear(JSON.parse(data) as EventView);
      last = Number(id);
    }
  }

  #hear({ kind, subject }: EventView): void {
    if (kind.startsWith('agent-')) this.#list();
    if (!subject.startsWith(`${this.#options.app}#`)) return;
    if (kind === 'instance-leaving') this.#leave(subject);
    else if (/^task-(ended|failed|lost|superseded)$/.test(kind)) this.#end(subject);
    else this.#list();
  }

  #leave(id: string): void {
    const backend = this.#in.get(id);
    this.#in.delete(id);
    if (backend) this.#leaving.set(id, backend);
    this.#over.add(id);
  }

  #end(id: string): void {
    this.#leave(id);
    this.#leaving.delete(id);
  }

  /** Asks for the list, and again when something happened meanwhile. */
  #list(): void {
    this.#isStale = true;
    this.#listing ??= this.#listUntilFresh().finally(() => {
      this.#listing = undefined;
    });
  }

  async #listUntilFresh(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const tasks = await this.#tasks();
      if (tasks !== undefined) this.#take(tasks);
      else {
        this.#isStale = true;
        await sleep(retryMs);
      }
    }
  }

  #take(tasks: readonly TaskView[]): void {
    const known = new Map(tasks.map((task) => [task.id, task]));
    for (const id of [...this.#in.keys()]) {
      const task = known.get(id);
      if (task === undefined || task.end) this.#end(id);
      else if (task.kill) this.#leave(id);
      else if (!isUsable(task) && task.health !== 'unknown') this.#in.delete(id);
    }
    for (const { id, hostname, ports } of tasks.filter(isUsable))
      if (!this.#over.has(id)) this.#in.set(id, { id, hostname, port: ports[0] ?? 0 });
  }

  /** Undefined while the engine doesn't answer: what is known goes on being used. */
  async #tasks(): Promise<readonly TaskView[] | undefined> {
    const { engineUrl, token, app } = this.#options;
    const url = `${engineUrl}/v1/tasks?limit=1000&name=${encodeURIComponent(app)}`;
    const headers = { authorization: `Bearer ${token}` };
    try {
      const answer = await fetch(url, { headers });
      return answer.ok ? ((await answer.json()) as TaskList).items : undefined;
    } catch {
      return undefined;
    }
  }
}

const isUsable = ({ state, health, ready, kill, end }: TaskView): boolean =>
  state === 'running' && health === 'healthy' && ready && kill === undefined && end === undefined;
