// Since when an agent counts as unreachable: since it was declared so, but never later than the
// start of the engine that reckons with it, whose clock may have been put back meanwhile.
import type { AgentRow } from '../../../model/actual.ts';
import type { Sight } from '../sight.ts';
import type { StoredFacts } from './stored-facts.ts';

export class VerdictTimes {
  /** Verdicts that are older than the newest engine, by agent. */
  readonly #known = new Map<string, { readonly atMs: number; readonly sinceMs: number }>();

  /** An engine has booted. */
  note({ engine }: Sight, stored: StoredFacts): void {
    this.#known.clear();
    if (!engine) return;
    for (const { id, verdict } of stored.agents.values())
      if (verdict)
        this.#known.set(id, {
          atMs: verdict.atMs,
          sinceMs: Math.min(verdict.atMs, engine.wallMs),
        });
  }

  /** Undefined when it isn't unreachable. */
  sinceMs(row: AgentRow | undefined): number | undefined {
    if (row?.verdict?.kind !== 'unreachable') return undefined;
    const known = this.#known.get(row.id);
    return known?.atMs === row.verdict.atMs ? known.sinceMs : row.verdict.atMs;
  }
}
