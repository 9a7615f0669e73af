// A planned absence of agents, as a Maintenance in Git or an operator's drain asks for it:
//
//   applied ─► scheduled ── drainMs ──► emptied, `batch` agents at a time ── endMs ──► over
//                                           └ runs are waited for ── jobsUntilMs ──► stopped
import type { DrainRow } from '../../model/actual.ts';
import type { AgentId } from '../../model/ids.ts';
import type { MaintenanceSpec } from '../../model/wanted.ts';

export interface Absence {
  /** `/rack-2`, or `drain 3`. */
  readonly name: string;
  /** Who asked for it; absent: Git. */
  readonly by?: string;
  /** Agents that are meant, by id. */
  readonly agents: readonly AgentId[];
  readonly batch: number;
  /** From then on they are emptied. */
  readonly drainMs: number;
  readonly startMs: number;
  /** `null`: not by itself. */
  readonly endMs: number | null;
  /** Runs, and tasks of others' frameworks, that are still there then are stopped. */
  readonly jobsUntilMs?: number;
}

export const drainAbsence = (row: DrainRow): Absence => ({
  name: `drain ${row.number}`,
  ...{ by: row.by, agents: row.agents, batch: row.batch },
  ...{ drainMs: row.atMs, startMs: row.atMs, endMs: null },
  ...(row.jobsUntilMs === undefined ? {} : { jobsUntilMs: row.jobsUntilMs }),
});

export const plannedAbsence = (spec: MaintenanceSpec, agents: readonly AgentId[]): Absence => ({
  ...{ name: spec.name, agents, batch: spec.batch },
  ...{ drainMs: spec.startMs - spec.drainBeforeMs, startMs: spec.startMs, endMs: spec.endMs },
  ...(spec.jobs === 'kill' ? { jobsUntilMs: spec.startMs } : {}),
});

/** A drain is under way at once, however the machine's clock is put. */
export const isBegun = ({ by, drainMs }: Absence, wallMs: number): boolean =>
  by !== undefined || drainMs <= wallMs;

export const isOver = ({ endMs }: Absence, wallMs: number): boolean =>
  endMs !== null && endMs <= wallMs;

/** When something of it changes next; undefined: nothing does by itself. */
export function nextChangeMs(absence: Absence, wallMs: number): number | undefined {
  const { drainMs, jobsUntilMs = drainMs, endMs } = absence;
  const ahead = [drainMs, jobsUntilMs, endMs ?? drainMs].filter((atMs) => atMs > wallMs);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}
