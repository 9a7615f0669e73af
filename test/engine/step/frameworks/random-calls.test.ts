// Random calls, agents that come and go, and engines that are killed: what is offered and used of
// an agent never comes to more than it has, no offer outlives its framework, and the allocator's
// books agree with the tables.
import fc from 'fast-check';
import { it } from 'vitest';
import { agentId, type FrameworkId } from '../../../../engine/model/ids.ts';
import { addBundles, quantitiesOf } from '../../../../engine/model/resources/bundle.ts';
import { bundle } from '../../../support/allocate/resource-words.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

const total = 'cpus:8; mem:8000; ports:31000-31009';
const agents = ['a1', 'a2'];
const names = ['x', 'y', 'z'];

const step = fc.oneof(
  fc.record({
    kind: fc.constantFrom('launch', 'reserve', 'decline', 'kill', 'acknowledge', 'finish'),
    who: fc.nat(2),
    agent: fc.nat(1),
    cpus: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    kind: fc.constantFrom('disconnect', 'connect', 'gone', 'restart', 'wait'),
    who: fc.constant(0),
    agent: fc.nat(1),
    cpus: fc.constant(1),
  }),
  fc.record({
    kind: fc.constantFrom('close', 'subscribe', 'teardown', 'suppress', 'revive', 'roles'),
    who: fc.nat(2),
    agent: fc.constant(0),
    cpus: fc.constant(1),
  }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Play {
  readonly scene = new FrameworkScene({ offerTimeoutMs: 20_000 });
  readonly #frameworks: ScriptedFramework[];
  #tasks = 0;

  constructor() {
    for (const name of agents) this.scene.agent(name, total);
    this.#frameworks = names.map((name, at) =>
      this.scene.framework(name, at === 0 ? '*' : `${name} r`, { failoverTimeoutMs: 30_000 }),
    );
  }

  do(one: Step): void {
    const framework = this.#frameworks[one.who];
    const agent = agents[one.agent] ?? '';
    if (!framework) return;
    switch (one.kind) {
      case 'launch':
      case 'reserve':
      case 'decline':
        this.#answer(framework, agent, one);
        return;
      case 'kill':
        framework.call({ kind: 'kill', taskId: this.#someTask(framework) });
        return;
      case 'acknowledge': {
        const [last] = framework.updates.filter(({ uuid }) => uuid !== undefined).slice(-1);
        if (last) framework.acknowledge(last.taskId);
        return;
      }
      case 'finish':
        this.#finish(agent);
        return;
      default:
        this.#others(one, framework, agent);
    }
  }

  #someTask({ updates }: ScriptedFramework): string {
    return updates.at(-1)?.taskId ?? 'none';
  }

  #finish(name: string): void {
    const [running] = [...this.scene.world.agent(name).tasks.values()].filter(
      ({ status }) => status.state === 'running',
    );
    if (running)
      this.scene.act(() =>
        this.scene.world.report(name, running.order.taskId, { state: 'finished' }),
      );
  }

  #answer(framework: ScriptedFramework, agent: string, { kind, cpus }: Step): void {
    const offer = framework.offers.find(({ hostname }) => hostname === agent);
    if (!offer) return;
    if (kind === 'decline') {
      framework.decline(agent, 2_000);
      return;
    }
    this.#tasks += 1;
    const mine = offer.resources.filter(({ name }) => name === 'cpus').slice(0, 1);
    const resources = mine.map((one) => ({
      ...one,
      value: { kind: 'scalar' as const, milli: cpus * 1000 },
    }));
    const tasks = [taskInfo(`t${this.#tasks}`, resources)];
    const reserve = { kind: 'reserve', operationId: 'o', resources, role: offer.role } as const;
    framework.accept(agent, [kind === 'launch' ? { kind: 'launch', tasks } : reserve], 1_000);
  }

  #others({ kind, who }: Step, framework: ScriptedFramework, agent: string): void {
    const { scene } = this;
    if (kind === 'disconnect') scene.act(() => scene.world.disconnect(agent));
    if (kind === 'connect' && scene.world.agent(agent).connection === undefined)
      scene.connect(agent, total);
    if (kind === 'wait') scene.advance(5_000);
    if (kind === 'restart') scene.restart();
    if (kind === 'close') scene.close(framework);
    if (kind === 'subscribe') {
      const twin = scene.twin(framework);
      this.#frameworks[who] = twin;
      twin.subscribe();
    }
    if (kind === 'teardown') {
      framework.call({ kind: 'teardown' });
      this.#frameworks[who] = scene.framework(names[who] ?? '', 'r');
    }
    if (kind === 'suppress' || kind === 'revive') framework.call({ kind });
    if (kind === 'roles') {
      const info = { ...framework.info, roles: [{ role: 'r' }] };
      framework.call({ kind: 'update-framework', info });
    }
  }

  /** What is broken. */
  fault(): string | undefined {
    const { tables, allocator } = this.scene.world.core;
    for (const offer of tables.offers.all()) {
      const entry = tables.frameworks.get(offer.framework);
      if (entry?.connection === undefined) return `${offer.id} outlives its framework`;
      if (tables.agents.get(offer.agentId)?.presence.kind !== 'registered')
        return `${offer.id} outlives its agent`;
    }
    for (const name of agents) {
      const id = agentId(`${name}-000000`);
      const entry = tables.agents.get(id);
      const free = allocator.freeOn(id);
      if (!entry || !free) continue;
      const used = [...entry.tasks].map((task) => tables.tasks.get(task)?.row.taken ?? []);
      const offered = tables.offers.onAgent(id).map((offer) => offer.bundle);
      const sum = quantitiesOf([...used, ...offered].reduce(addBundles, free));
      const all = quantitiesOf(bundle(total));
      for (const key in all)
        if (sum[key] !== all[key]) return `${key} on ${name}: ${sum[key]} of ${all[key]}`;
    }
    return this.#rowFault();
  }

  /** What is stored is what is known. */
  #rowFault(): string | undefined {
    const { tables } = this.scene.world.core;
    const stored = this.scene.keys('framework/').map((key) => key.slice('framework/'.length));
    const known = [...tables.frameworks.keys()].sort();
    if (stored.join() !== known.join()) return `stored ${stored.join()}, known ${known.join()}`;
    for (const key of this.scene.keys('task/')) {
      const framework = key.slice('task/'.length).split(':')[0] as FrameworkId;
      if (!tables.frameworks.has(framework)) return `${key} outlives its framework`;
    }
    return undefined;
  }
}

it('keeps within what there is, whatever is called', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const play = new Play();
      for (const one of steps) {
        play.do(one);
        const fault = play.fault();
        if (fault !== undefined) throw new Error(`after ${JSON.stringify(one)}: ${fault}`);
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
