// No more agents are declared unreachable in any period than the removal limit has, in the order in
// which they became due. None is while no agent is connected; none while more than half of those
// that should be there are away, or were so less than an agent timeout ago, unless it is due for a
// reregistration timeout already. And nobody is held longer than that.
import type { EngineEvent } from '../../../step/events.ts';
import { usualRemovalLimit } from '../../../step/master/removals/removal-limit.ts';
import { AgentStandings, isAwaited, type Standing } from '../facts/agent-standings.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';

const tense = [
  'held: none is connected',
  'held: most are away',
  'held: most were away',
  'queued',
  'declared at the limit',
  'declared in doubt, at the bound',
  'quiet before it was silent',
] as const;

/** An engine reads its clock a little before it tells that it has booted. */
const bootToleranceMs = 1_000;

export const removals = rule({ name: 'removals', tense }, (look) => {
  let reign: Reign | undefined;
  return {
    'engine-booted': ({ engine }) => {
      const clocks = { nowMs: look.sight.engine?.wallMs ?? 0, trueMs: 0 };
      const standings = new AgentStandings(look.facts.stored.agents.values(), clocks);
      reign = new Reign(look, engine, standings);
    },
    batch: (moment) => {
      if (reign?.engine !== moment.engine) return;
      const seen = look.engineOf(moment);
      // A batch that couldn't be looked at: what it declared isn't known.
      if (seen) reign.onBatch(seen, moment);
      else reign = undefined;
    },
  };
});

interface Due {
  readonly id: string;
  readonly dueMs: number;
}

class Reign {
  readonly engine: number;
  readonly #look: Look;
  readonly #standings: AgentStandings;
  /** When each verdict was spoken. */
  readonly #verdictsMs: number[] = [];
  #wasDoubtful = false;
  #doubtEndedMs = -Infinity;
  /** Since when somebody is connected; Infinity while nobody is. */
  #reachedMs = Infinity;
  /** The last batch that moved several: there may have been no doubt on the way. */
  #movedMs = -Infinity;

  constructor(look: Look, engine: number, standings: AgentStandings) {
    this.engine = engine;
    this.#look = look;
    this.#standings = standings;
    this.#note(-Infinity);
  }

  get #settings() {
    const { settings } = this.#look.sight.script;
    return { ...settings, limit: settings.agentRemovalLimit ?? usualRemovalLimit };
  }

  onBatch(seen: Seen, moment: Of<'batch'>): void {
    const { nowMs } = moment.effects;
    this.#move(moment);
    const declared: Due[] = [];
    for (const id of moment.effects.agents) {
      const { verdict } = seen.tables.agents.get(id)?.row ?? {};
      const standing = this.#standings.get(id);
      if (verdict?.kind === 'gone') this.#standings.declare(id, 'gone');
      else if (verdict && standing?.kind !== 'declared')
        declared.push({ id, dueMs: this.#dueMs(standing) });
    }
    this.#note(nowMs);
    for (const one of declared.sort(byDue)) this.#judgeDeclared(one, nowMs);
    if (!moment.isUnfinished) this.#judgeWaiting(nowMs);
  }

  #move({ events, effects: { nowMs } }: Of<'batch'>): void {
    let moved = 0;
    for (const event of events) {
      const before = new Map(event.kind === 'silent' ? this.#standings : []);
      const id = this.#standings.move(event, { nowMs, trueMs: 0 });
      if (id !== undefined) moved += 1;
      if (event.kind !== 'silent' || id === undefined) continue;
      const standing = before.get(id);
      if (standing?.kind === 'connected' && standing.isQuiet)
        this.#look.tense('quiet before it was silent');
      else this.#look.violate(`${id} is silent, and wasn’t called quiet before`);
    }
    if (moved > 1 || events.some(isGone)) this.#movedMs = nowMs;
  }

  #dueMs(standing: Standing | undefined): number {
    if (!isAwaited(standing)) return Infinity;
    const { agentTimeoutMs, agentReregistrationTimeoutMs } = this.#settings;
    const isLong = standing.kind === 'recovering';
    return standing.sinceMs + (isLong ? agentReregistrationTimeoutMs : agentTimeoutMs);
  }

  get #counts() {
    const all = [...this.#standings.values()].filter(({ kind }) => kind !== 'declared');
    const connected = all.filter((one) => one.kind === 'connected' && !one.isQuiet).length;
    const away = all.length - connected;
    const isAlone = away > 0 && connected === 0;
    return { connected, isDoubtful: isAlone || (away > 1 && 2 * away > all.length) };
  }

  #note(nowMs: number): void {
    const { connected, isDoubtful } = this.#counts;
    if (this.#wasDoubtful && !isDoubtful) this.#doubtEndedMs = nowMs;
    this.#wasDoubtful = isDoubtful;
    if (connected === 0) this.#reachedMs = Infinity;
    else if (this.#reachedMs === Infinity) this.#reachedMs = nowMs;
  }

  #judgeDeclared({ id, dueMs }: Due, nowMs: number): void {
    const { limit, agentTimeoutMs, agentReregistrationTimeoutMs: holdMs } = this.#settings;
    const { connected, isDoubtful } = this.#counts;
    const { violate, tense: near } = this.#look;
    const at = `${id} is declared unreachable`;
    const boundMs = Math.max(dueMs, this.#reachedMs) + holdMs - bootToleranceMs;
    if (this.#room(nowMs) === 0)
      violate(`${at}, and ${limit.agents} were in the ${limit.perMs} ms before it`);
    if (connected === 0) violate(`${at}, and no agent is connected`);
    else if (isDoubtful && nowMs < boundMs) violate(`${at}, and most agents are away`);
    else if (nowMs < Math.min(boundMs, this.#doubtEndedMs + agentTimeoutMs))
      violate(`${at}, and most agents were away just now`);
    else if (isDoubtful) near('declared in doubt, at the bound');
    const first = this.#queue[0];
    if (first && first.dueMs + bootToleranceMs < dueMs)
      violate(`${at} before ${first.id}, which was due before it`);
    this.#standings.declare(id, 'unreachable');
    this.#verdictsMs.push(nowMs);
    if (this.#room(nowMs) === 0) near('declared at the limit');
    this.#note(nowMs);
  }

  /** Verdicts that the limit lets through now. */
  #room(nowMs: number): number {
    const { agents, perMs } = this.#settings.limit;
    return agents - this.#verdictsMs.filter((atMs) => nowMs - perMs < atMs).length;
  }

  /** Who is waited for, the first due first. */
  get #queue(): readonly Due[] {
    const all = [...this.#standings].map(([id, one]) => ({ id, dueMs: this.#dueMs(one) }));
    return all.filter(({ dueMs }) => dueMs < Infinity).sort(byDue);
  }

  /** The first of those that are due has a reason to be waited for still. */
  #judgeWaiting(nowMs: number): void {
    const [first] = this.#queue;
    if (!first || nowMs < first.dueMs) return;
    const { agentTimeoutMs, agentReregistrationTimeoutMs: holdMs } = this.#settings;
    const { connected, isDoubtful } = this.#counts;
    const { violate, tense: near } = this.#look;
    const endedMs = Math.max(this.#doubtEndedMs, this.#movedMs);
    const boundMs = Math.max(first.dueMs, this.#reachedMs, this.#movedMs) + holdMs;
    if (connected === 0) near('held: none is connected');
    else if (isDoubtful && nowMs < boundMs) near('held: most are away');
    else if (nowMs < Math.min(boundMs, endedMs + agentTimeoutMs)) near('held: most were away');
    else if (this.#room(nowMs) === 0) near('queued');
    else
      violate(`${first.id} isn’t declared unreachable, ${nowMs - first.dueMs} ms after it is due`);
  }
}

const isGone = (event: EngineEvent): boolean =>
  event.kind === 'operation' && event.operation.kind === 'gone';

const byDue = (a: Due, b: Due): number => a.dueMs - b.dueMs || (a.id < b.id ? -1 : 1);
