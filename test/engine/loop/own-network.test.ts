// The engine's own network is cut for two minutes, and three agents with it: by the connections'
// own sweep and pings nobody is declared unreachable, and all go on.
import { expect, it } from 'vitest';
import { AgentSessions } from '../../../engine/loop/agent-sessions.ts';
import { EngineLoop } from '../../../engine/loop/engine-loop.ts';
import { formatKey } from '../../../engine/ports/store-rules.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';
import { MemoryStore } from '../../../engine/sim/store-memory.ts';
import { EngineCore } from '../../../engine/step/engine-core.ts';
import { Tables } from '../../../engine/step/tables.ts';
import { FakeDoor } from '../../support/loop/fake-door.ts';
import { calm, KeptLog, registerOf } from '../../support/loop-world.ts';

const agentTimeoutMs = 75_000;
const pingMs = 15_000;

type Dialled = ReturnType<FakeDoor['come']> & { answered: number };

class Wired {
  readonly clock = new FakeClock();
  readonly door = new FakeDoor();
  readonly tables = new Tables({ agentTimeoutMs, agentReregistrationTimeoutMs: 600_000 });
  /** Kinds of notices, each with the seconds from the begin. */
  readonly told: string[] = [];
  isCut = false;
  readonly #loop: EngineLoop;
  readonly #agents = new Map<string, Dialled>();
  readonly #begunMs = this.clock.nowMs();

  constructor() {
    const { clock, door, tables } = this;
    const log = new KeptLog();
    tables.clusterId = 'test';
    this.#loop = new EngineLoop({
      core: new EngineCore(tables),
      store: new MemoryStore({ rows: [{ key: formatKey, value: '2' }] }),
      ...{ clock, log, wallMs: () => clock.nowMs() },
      onFatal: (error) => this.told.push(String(error)),
      speak: {
        order: (connection, order) => sessions.order(connection, order),
        close: (connection) => sessions.close(connection),
        deliver: () => undefined,
      },
    });
    const sessions = new AgentSessions({
      ...{ door, clock, log, agentTimeoutMs },
      identity: () => ({ clusterId: 'test', epoch: 0, stored: 0 }),
      post: (event) => this.#loop.post(event),
    });
    this.#loop.subscribe((notices) => {
      const at = (this.clock.nowMs() - this.#begunMs) / 1_000;
      for (const { kind, subject } of notices) this.told.push(`${at} ${kind} ${subject}`);
    });
  }

  /** Its machine is gone, without a word. */
  silence(name: string): void {
    this.#agents.delete(name);
  }

  async begin(): Promise<void> {
    await this.#loop.start();
  }

  async dial(name: string): Promise<void> {
    const one = this.door.come();
    this.#agents.set(name, { ...one, answered: 0 });
    one.handler.message(JSON.stringify(registerOf(name)));
    await calm();
  }

  /** Pings are answered as they come, while the cable is in. */
  async pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 1) {
      this.clock.advance(1_000);
      await calm();
      for (const agent of this.#agents.values()) if (!this.isCut) this.#answer(agent);
    }
  }

  #answer(agent: Dialled): void {
    const { peer, handler } = agent;
    for (const text of peer.sent.slice(agent.answered)) {
      const { kind, envelope } = JSON.parse(text);
      if (kind === 'ping') handler.message(JSON.stringify({ kind: 'pong', envelope }));
    }
    agent.answered = peer.sent.length;
  }

  get presences(): readonly string[] {
    return [...this.tables.agents.values()].map(({ presence }) => presence.kind);
  }
}

async function wired(): Promise<Wired> {
  const world = new Wired();
  await world.begin();
  for (const name of ['a1', 'a2', 'a3']) {
    await world.dial(name);
    await world.pass(3);
  }
  await world.pass(51);
  expect(world.told.splice(0)).toHaveLength(3);
  return world;
}

it('nobody is declared unreachable, and all are back', async () => {
  const world = await wired();
  world.isCut = true;
  await world.pass(120);
  expect(world.presences).toEqual(['disconnected', 'disconnected', 'disconnected']);
  world.isCut = false;
  for (const name of ['a3', 'a1', 'a2']) {
    await world.dial(name);
    await world.pass(2);
  }
  await world.pass(180);
  expect(world.presences).toEqual(['registered', 'registered', 'registered']);
  const kinds = world.told.map((line) => line.split(' ')[1]);
  expect(kinds.slice(0, 3)).toEqual([
    'agent-disconnected',
    'agent-disconnected',
    'agent-disconnected',
  ]);
  expect(kinds.slice(3)).toEqual([
    ...['agent-verdict-held', 'agent-registered', 'agent-registered', 'agent-registered'],
  ]);
});

it('one that falls silent alone is declared so after five pings', async () => {
  const world = await wired();
  const agents = [...world.tables.agents.values()];
  world.silence('a2');
  await world.pass((6 * pingMs) / 1_000);
  expect(world.told.map((line) => line.split(' ')[1])).toEqual([
    ...['agent-disconnected', 'agent-unreachable'],
  ]);
  expect(agents.map(({ presence }) => presence.kind)).toEqual([
    ...['registered', 'unreachable', 'registered'],
  ]);
});
