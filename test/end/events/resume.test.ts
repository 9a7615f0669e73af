// The stream of events over kill -9 of the engine, while tasks come and go: a reader that names the
// last event it has had is given every number once, none missing, none changed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventView } from '../../../schemas/generated/api.ts';
import { appYaml, clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { sentEvents } from '../../support/traffic/event-source.ts';
import { waitUntil } from '../../support/wait-until.ts';

const kills = process.env.MERIDIAN_SOAK === '1' ? 50 : 3;
/** Of each life of the engine, before it is killed. */
const eventsEach = 20;
const boundMs = 60_000 + kills * 20_000;

/** What a client of the API has been sent. */
class Reader {
  readonly begins: number[] = [];
  readonly events: EventView[] = [];
  readonly #stop = new AbortController();
  readonly #reading: Promise<void>;

  constructor(url: string, after: number) {
    this.#reading = this.#read(`${url}/v1/events`, String(after));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#reading;
  }

  async #read(url: string, after: string): Promise<void> {
    const { signal } = this.#stop;
    for await (const sent of sentEvents({ url, token: 'api-canary', after, signal }))
      if (sent.event === 'begin') this.begins.push(Number(sent.id));
      else {
        const event = JSON.parse(sent.data) as EventView;
        expect(sent.id).toBe(String(event.number));
        this.events.push(event);
      }
  }
}

let cluster: Cluster;

/** Instances that end and are started again all the time. */
const restless = (version: number): string =>
  appYaml({
    name: '/restless',
    instances: 5,
    command: 'sleep 0.3; exit 1',
    env: { VERSION: String(version) },
    update: '{minimumHealth: 0, onFailure: continue}',
  }).replace(/backoff: .*/, 'backoff: {initial: 100ms, factor: 1, max: 100ms}');

beforeAll(async () => {
  cluster = await Cluster.start();
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/restless.yaml': restless(0) });
  await cluster.startEngine();
  for (const agent of ['a1', 'a2']) cluster.startAgent(agent);
});

afterAll(() => cluster.stop());

test(
  'a reader of events misses none and is given none twice',
  async () => {
    const reader = new Reader(cluster.url, 0);
    const more = async (count: number): Promise<void> => {
      const from = reader.events.length;
      const hasCome = (): boolean => reader.events.length >= from + count;
      await waitUntil(`${count} more events than ${from}`, hasCome, 60_000);
    };
    for (let round = 1; round <= kills; round += 1) {
      await more(eventsEach);
      cluster.commit({ 'apps/restless.yaml': restless(round) });
      // At once after an event has come, so in the middle of what follows from it.
      await more(1);
      await cluster.kill('engine');
      await cluster.startEngine();
    }
    await more(eventsEach);
    await reader.stop();

    const { events, begins } = reader;
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
    expect(begins.length).toBeGreaterThanOrEqual(kills + 1);
    const { items } = await cluster.client.events({ after: 0, limit: events.length });
    expect(items).toEqual(events);
    // A reader that comes only now, in the middle, is given the same.
    const middle = Math.floor(events.length / 2);
    const late = new Reader(cluster.url, middle);
    const missing = events.length - middle;
    await waitUntil('it has caught up', () => late.events.length >= missing);
    await late.stop();
    expect(late.begins).toEqual([middle]);
    expect(late.events.slice(0, missing)).toEqual(events.slice(middle));
  },
  boundMs,
);
