// An agent is declared unreachable only when it was silent for the agent timeout (connected or
// disconnected), or, recovering, when it hasn't come back within the reregistration timeout of the
// engine's start; a word of it that the same batch brings is in time. A task is given up only when
// its agent is so declared and expungeAfter has passed; nothing of a recovering agent is replaced.
import type { TaskRow } from '../../../model/actual.ts';
import type { Effects } from '../../../step/effects.ts';
import type { EngineEvent } from '../../../step/events.ts';
import { AgentStandings, type Standing } from '../facts/agent-standings.ts';
import { VerdictTimes } from '../facts/verdict-times.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';

const tense = [
  'silent for too long',
  'disconnected for too long',
  'not back in time',
  'given up with its agent',
  'recovering with tasks',
] as const;

/**
 * The engine's time may run a tenth faster while it catches up with a clock that was put
 * forward.
 */
const clockPart = 0.9;

/** Of the agent timeout: two pings of five, in whole ms. */
const quietPart = 0.39;

/** What was said of a silence may lie in the mailbox behind so many batches. */
const batchesBehind = 4;
/** Of an agent, more than it says in that time. */
const heardKept = 64;

/** The engine reads its clock a little before it tells that it has booted. */
const bootToleranceMs = 1_000;

export const verdicts = rule({ name: 'verdicts', tense }, (look) => {
  const watch = new Watch(look);
  return {
    'engine-booted': (moment) => watch.onBooted(moment),
    'heard-register': ({ message }) => watch.onHeard(message.agentId),
    batch: (moment) => watch.onBatch(moment),
    check: () => watch.onEvent(),
  };
});

class Watch {
  readonly #look: Look;
  /** Engine to agent to where it stands. */
  readonly #standings = new Map<number, AgentStandings>();
  /** Registrations that have arrived and are still in the mailbox. */
  readonly #waiting = new Map<string, number>();

  readonly #verdicts = new VerdictTimes();
  /** Agent to when it was heard, as far back as matters; ascending. */
  readonly #heard = new Map<string, readonly number[]>();
  /** Engine to when it handled the batches before this one; ascending. */
  readonly #handledMs = new Map<number, readonly number[]>();

  constructor(look: Look) {
    this.#look = look;
  }

  /** After each event. */
  onEvent(): void {
    for (const [id, atMs] of this.#look.sight.engine?.heardMs ?? []) {
      const heard = this.#heard.get(id) ?? [0];
      if (heard.at(-1) !== atMs) this.#heard.set(id, [...heard.slice(-heardKept), atMs]);
    }
  }

  get #trueMs(): number {
    return this.#look.sight.kernel.agenda.nowMs;
  }

  onBooted({ engine }: Of<'engine-booted'>): void {
    const wallMs = this.#look.sight.engine?.wallMs ?? 0;
    this.#verdicts.note(this.#look.sight, this.#look.facts.stored);
    const clocks = { nowMs: wallMs, trueMs: this.#trueMs };
    const standings = new AgentStandings(this.#look.facts.stored.agents.values(), clocks);
    this.#standings.set(engine, standings);
    this.#waiting.clear();
    for (const [id, { kind }] of standings)
      if (kind === 'recovering' && (this.#look.facts.stored.liveOn.get(id)?.size ?? 0) > 0)
        this.#look.tense('recovering with tasks');
  }

  onHeard(agentId: string): void {
    this.#waiting.set(agentId, (this.#waiting.get(agentId) ?? 0) + 1);
  }

  onBatch(moment: Of<'batch'>): void {
    const standings = this.#standings.get(moment.engine);
    const seen = this.#look.engineOf(moment);
    if (!standings) return;
    const before = new Map(standings);
    for (const event of moment.events) this.#move(seen, standings, { event, moment });
    if (seen) {
      this.#judgeAgents(seen, moment, { before, standings });
      for (const id of moment.effects.tasks) {
        const row = seen.tables.tasks.get(id)?.row;
        if (row) this.#judgeTask(seen, row, moment.effects.nowMs);
      }
    }
    const handled = this.#handledMs.get(moment.engine) ?? [];
    this.#handledMs.set(moment.engine, [...handled.slice(1 - batchesBehind), this.#trueMs]);
  }

  #move(
    seen: Seen | undefined,
    standings: AgentStandings,
    { event, moment }: { readonly event: EngineEvent; readonly moment: Of<'batch'> },
  ): void {
    if (event.kind === 'registered') {
      const { agentId } = event.message;
      const waiting = (this.#waiting.get(agentId) ?? 0) - 1;
      if (waiting > 0) this.#waiting.set(agentId, waiting);
      else this.#waiting.delete(agentId);
    }
    const id = standings.move(event, { nowMs: moment.effects.nowMs, trueMs: this.#trueMs });
    if (seen && id !== undefined && (event.kind === 'silent' || event.kind === 'quiet'))
      this.#judgeSilence(seen, id, event.kind);
  }

  #judgeSilence({ engine }: Seen, id: string, kind: 'silent' | 'quiet'): void {
    const { agentTimeoutMs } = this.#look.sight.script.settings;
    const leastMs = kind === 'silent' ? agentTimeoutMs : agentTimeoutMs * quietPart;
    if (!this.#wasSilent(engine, id, leastMs) && !this.#waiting.has(id))
      this.#look.violate(`${id} is called ${kind} too soon`);
  }

  #judgeAgents(
    seen: Seen,
    { effects, events }: Of<'batch'>,
    known: { readonly before: ReadonlyMap<string, Standing>; readonly standings: AgentStandings },
  ): void {
    for (const id of effects.agents) {
      const verdict = seen.tables.agents.get(id)?.row.verdict;
      if (!verdict) continue;
      const standing = known.standings.get(id);
      known.standings.declare(id, verdict.kind);
      if (this.#look.facts.stored.agents.get(id)?.verdict?.kind === verdict.kind) continue;
      if (verdict.kind === 'gone') this.#judgeGone(id, events);
      else {
        const why = this.#reason(standing, effects);
        if (why) this.#look.tense(why);
        else this.#look.violate(`${id} is declared unreachable too soon${how(known.before, id)}`);
      }
    }
  }

  #judgeGone(id: string, events: readonly EngineEvent[]): void {
    const wasAsked = events.some(
      (event) => event.kind === 'operation' && event.operation.kind === 'gone',
    );
    if (!wasAsked) this.#look.violate(`${id} is declared gone, and nobody has asked for it`);
  }

  /** For that long until now, or until it was heard behind its verdict in the mailbox. */
  #wasSilent({ number, heardMs }: SeenEngine, id: string, timeoutMs: number): boolean {
    if (this.#trueMs - (heardMs.get(id) ?? 0) >= timeoutMs) return true;
    const [sinceMs = 0] = this.#handledMs.get(number) ?? [];
    const heard = this.#heard.get(id) ?? [];
    return heard.some((atMs, at) => atMs >= sinceMs && atMs - (heard[at - 1] ?? atMs) >= timeoutMs);
  }

  #reason(standing: Standing | undefined, { nowMs }: Effects): (typeof tense)[number] | undefined {
    const { agentTimeoutMs, agentReregistrationTimeoutMs } = this.#look.sight.script.settings;
    if (!standing || standing.kind === 'declared' || standing.kind === 'connected')
      return undefined;
    if (standing.kind === 'silent') return 'silent for too long';
    const isCut = standing.kind === 'disconnected';
    const timeoutMs = isCut ? agentTimeoutMs : agentReregistrationTimeoutMs;
    const awayMs = nowMs - standing.sinceMs + (isCut ? 0 : bootToleranceMs);
    const trueMs = this.#trueMs - standing.sinceTrueMs;
    if (awayMs < timeoutMs || trueMs < clockPart * timeoutMs) return undefined;
    return isCut ? 'disconnected for too long' : 'not back in time';
  }

  #judgeTask(seen: Seen, row: TaskRow, nowMs: number): void {
    const stored = this.#look.facts.stored.tasks.get(row.id);
    if (row.end?.reason === 'agent-unreachable' && !stored?.end)
      this.#judgeGivenUp(seen, row, nowMs);
    const isReplaced = row.kill?.reason === 'replaced' || row.kill?.reason === 'surplus';
    // What a job replaces may be on its way back: that is the job's policy.
    if (!isReplaced || stored?.kill || row.end || row.run !== undefined) return;
    const kind = seen.tables.agents.get(row.agentId)?.presence.kind;
    if (kind === 'recovering')
      this.#look.violate(`${row.id} is to be ${row.kill?.reason}: ${row.agentId} is recovering`);
  }

  #judgeGivenUp({ tables }: Seen, row: TaskRow, nowMs: number): void {
    const sinceMs = this.#verdicts.sinceMs(tables.agents.get(row.agentId)?.row);
    const app = tables.apps.get(row.name);
    // When a job's may be is a rule of its own: jobs/attempts.ts.
    if (row.run !== undefined) return;
    const digests = app ? [app.row.wanted, app.row.lastHealthy] : [];
    const waits =
      app?.row.wanted === undefined
        ? [0]
        : digests.flatMap((digest) => {
            const version = digest === undefined ? undefined : app.versions.get(digest);
            return version?.spec.unreachable.expungeAfterMs ?? [];
          });
    const afterMs = Math.min(Infinity, ...waits);
    if (sinceMs !== undefined && nowMs >= sinceMs + afterMs)
      this.#look.tense('given up with its agent');
    else this.#look.violate(`${row.id} on ${row.agentId} is given up before expungeAfter`);
  }
}

const how = (standings: ReadonlyMap<string, Standing>, id: string): string =>
  ` (it was ${standings.get(id)?.kind ?? 'unknown'})`;
