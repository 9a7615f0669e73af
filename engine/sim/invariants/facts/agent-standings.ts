// Where each agent stands in one engine's eyes, by the events that it has handled and the verdicts
// that it has stored, in order.
import type { AgentRow } from '../../../model/actual.ts';
import type { EngineEvent } from '../../../step/events.ts';

export type Standing =
  | { readonly kind: 'connected'; readonly connection: number; readonly isQuiet: boolean }
  | {
      readonly kind: 'silent' | 'disconnected' | 'recovering';
      /** By the engine's time. */
      readonly sinceMs: number;
      readonly sinceTrueMs: number;
    }
  | { readonly kind: 'declared'; readonly isGone: boolean };

export type Awaited = Extract<Standing, { readonly sinceMs: number }>;

export interface BothClocks {
  /** The engine's. */
  readonly nowMs: number;
  readonly trueMs: number;
}

export const isAwaited = (standing: Standing | undefined): standing is Awaited =>
  standing !== undefined && 'sinceMs' in standing;

export class AgentStandings extends Map<string, Standing> {
  /** As an engine has them that has just booted. */
  constructor(rows: Iterable<AgentRow>, { nowMs, trueMs }: BothClocks) {
    super();
    for (const { id, verdict } of rows)
      if (verdict) this.declare(id, verdict.kind);
      else this.set(id, { kind: 'recovering', sinceMs: nowMs, sinceTrueMs: trueMs });
  }

  declare(id: string, kind: 'unreachable' | 'gone'): void {
    this.set(id, { kind: 'declared', isGone: kind === 'gone' });
  }

  /** The agent that now stands otherwise; undefined when none does. */
  move(event: EngineEvent, clocks: BothClocks): string | undefined {
    if (event.kind === 'registered') return this.#register(event);
    if (!isOfConnection(event)) return undefined;
    for (const [id, standing] of this) {
      if (standing.kind !== 'connected' || standing.connection !== event.connection) continue;
      this.set(id, movedBy(event, standing, clocks));
      return id;
    }
    return undefined;
  }

  #register({ connection, message }: Extract<EngineEvent, { kind: 'registered' }>) {
    const { agentId } = message;
    const before = this.get(agentId);
    if (before?.kind === 'declared' && before.isGone) return undefined;
    this.set(agentId, { kind: 'connected', connection, isQuiet: false });
    return agentId;
  }
}

type OfConnection = Extract<EngineEvent, { kind: 'disconnected' | 'silent' | 'quiet' | 'heard' }>;

const isOfConnection = (event: EngineEvent): event is OfConnection =>
  ['disconnected', 'silent', 'quiet', 'heard'].includes(event.kind);

function movedBy(
  event: OfConnection,
  standing: Extract<Standing, { kind: 'connected' }>,
  { nowMs, trueMs }: BothClocks,
): Standing {
  if (event.kind === 'quiet' || event.kind === 'heard')
    return { ...standing, isQuiet: event.kind === 'quiet' };
  const forMs = event.kind === 'silent' ? event.forMs : 0;
  return { kind: event.kind, sinceMs: nowMs - forMs, sinceTrueMs: trueMs };
}
