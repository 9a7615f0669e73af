// Worlds in which agents come and go as they like, a millisecond at a time: whatever happens, no
// more verdicts than the limit lets through, none in doubt before its bound, and none held longer
// than it must be. All is counted anew each time, from what happened.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CoreWorld } from '../../../support/core-world.ts';

const settings = {
  ...{ agentTimeoutMs: 6, agentReregistrationTimeoutMs: 15 },
  agentRemovalLimit: { agents: 2, perMs: 9 },
};
const names = ['a1', 'a2', 'a3', 'a4', 'a5'] as const;

type Kind = 'connect' | 'disconnect' | 'quiet' | 'heard' | 'silent' | 'gone' | 'restart';

const deeds = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Kind>('connect', 'disconnect') },
      fc.constantFrom<Kind>('quiet', 'heard', 'silent', 'gone', 'restart'),
    ),
    fc.constantFrom(...names),
    fc.integer({ min: 0, max: 25 }),
  ),
  { maxLength: 25 },
);

interface Told {
  readonly kind: 'connected' | 'quiet' | 'away' | 'out';
  /** When a verdict on it is due. */
  readonly dueMs: number;
}

/** What the world was told, and the engine has said. */
class Watched {
  readonly world = new CoreWorld(undefined, settings);
  readonly told = new Map<string, Told>();
  readonly verdictsMs: number[] = [];
  #wasDoubtful = false;
  #doubtEndedMs = -Infinity;
  #reachedMs = -Infinity;

  constructor() {
    for (const name of names) this.world.addAgent(name);
    for (const name of names) this.#tell(name, 'connected');
  }

  act(kind: Kind, name: string): void {
    const { world } = this;
    const { connection } = world.agent(name);
    const before = this.told.get(name)?.kind;
    const { nowMs } = world;
    if (kind === 'restart') this.#restart();
    else if (before === 'out' && this.#presenceOf(name) === 'gone') return;
    else if (kind === 'gone') {
      world.operate({ kind: 'gone', agent: world.agent(name).id });
      world.agent(name).connection = undefined;
      this.#tell(name, 'out');
    } else if (kind === 'connect') {
      world.connect(name);
      this.#tell(name, 'connected');
    } else if (connection !== undefined) this.#hear(kind, name, { connection, nowMs });
    this.#judge();
  }

  #hear(
    kind: 'disconnect' | 'quiet' | 'heard' | 'silent',
    name: string,
    { connection, nowMs }: { readonly connection: number; readonly nowMs: number },
  ): void {
    const { world } = this;
    if (kind === 'disconnect') {
      this.#tell(name, 'away', nowMs + settings.agentTimeoutMs);
      world.disconnect(name);
    } else if (kind === 'silent') {
      this.#tell(name, 'away', nowMs);
      world.agent(name).connection = undefined;
      world.post({ kind, connection, forMs: settings.agentTimeoutMs });
    } else {
      this.#tell(name, kind === 'quiet' ? 'quiet' : 'connected');
      world.post({ kind, connection });
    }
  }

  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 1) {
      this.world.advance(1);
      this.#judge();
    }
  }

  #restart(): void {
    const dueMs = this.world.nowMs + settings.agentReregistrationTimeoutMs;
    for (const name of names)
      if (this.told.get(name)?.kind !== 'out') this.#tell(name, 'away', dueMs);
    this.verdictsMs.length = 0;
    this.#doubtEndedMs = -Infinity;
    this.#reachedMs = Infinity;
    this.world.restart();
  }

  #presenceOf(name: string): string | undefined {
    const { id } = this.world.agent(name);
    for (const { row, presence } of this.world.core.tables.agents.values())
      if (row.id === id) return presence.kind;
    return undefined;
  }

  #tell(name: string, kind: Told['kind'], dueMs = Infinity): void {
    this.told.set(name, { kind, dueMs });
    this.#note();
  }

  get #counts() {
    const there = [...this.told.values()].filter(({ kind }) => kind !== 'out');
    const connected = there.filter(({ kind }) => kind === 'connected').length;
    const away = there.length - connected;
    const isAlone = away > 0 && connected === 0;
    const isDoubtful = isAlone || (away > 1 && 2 * away > there.length);
    return { connected, isDoubtful };
  }

  #note(): void {
    const { connected, isDoubtful } = this.#counts;
    if (this.#wasDoubtful && !isDoubtful) this.#doubtEndedMs = this.world.nowMs;
    if (connected === 0) this.#reachedMs = Infinity;
    else if (this.#reachedMs === Infinity) this.#reachedMs = this.world.nowMs;
    this.#wasDoubtful = isDoubtful;
  }

  /** Who may be declared now, first of all; undefined: nobody. */
  #ripe(): string | undefined {
    const { nowMs } = this.world;
    const queue = [...this.told].filter(([, { kind, dueMs }]) => kind === 'away' && dueMs <= nowMs);
    const [first] = queue.sort((a, b) => a[1].dueMs - b[1].dueMs || (a[0] < b[0] ? -1 : 1));
    const { connected, isDoubtful } = this.#counts;
    if (!first || connected === 0) return undefined;
    const boundMs = Math.max(first[1].dueMs, this.#reachedMs) + 15;
    const backMs = this.#doubtEndedMs + 6;
    if (nowMs < boundMs && (isDoubtful || nowMs < backMs)) return undefined;
    return this.verdictsMs.filter((atMs) => atMs > nowMs - 9).length < 2 ? first[0] : undefined;
  }

  /** The engine has declared exactly those that it should have. */
  #judge(): void {
    for (let ripe = this.#ripe(); ripe !== undefined; ripe = this.#ripe()) {
      expect([ripe, this.#presenceOf(ripe)]).toEqual([ripe, 'unreachable']);
      this.verdictsMs.push(this.world.nowMs);
      this.#tell(ripe, 'out');
    }
    for (const name of names) {
      const isOut = this.told.get(name)?.kind === 'out';
      const presence = this.#presenceOf(name);
      const isGivenUp = presence === 'unreachable' || presence === 'gone';
      expect([name, isGivenUp]).toEqual([name, isOut]);
    }
  }
}

it('each verdict comes when it should: not before, and not later', () => {
  const counts = { verdicts: 0 };
  fc.assert(
    fc.property(deeds, (all) => {
      const watched = new Watched();
      for (const [kind, name, ms] of all) {
        watched.act(kind, name);
        watched.pass(ms);
      }
      counts.verdicts += watched.verdictsMs.length;
    }),
  );
  expect(counts.verdicts).toBeGreaterThan(50);
});
