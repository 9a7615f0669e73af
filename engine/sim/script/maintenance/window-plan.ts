// A Maintenance as a script has it, and as people commit it. Times are virtual, as everywhere in a
// script: they become instants by what clocks show at virtual 0.
import { isoInstant } from '../../../lib/time.ts';
import { yamlText } from '../yaml-text.ts';

export interface WindowPlan {
  readonly name: string;
  /** Machines that are meant by name. */
  readonly machines: readonly string[];
  /** All in this rack are meant, too; absent: none is. */
  readonly rack?: string;
  readonly startMs: number;
  /** Absent: until it is deleted. */
  readonly durationMs?: number;
  readonly drainBeforeMs: number;
  readonly batch: number;
  readonly jobs: 'wait' | 'kill';
}

export const windowPath = (name: string): string => `maintenance${name}.yaml`;

/** `zeroMs`: what clocks show at virtual 0. */
export function windowText(plan: WindowPlan, zeroMs: number): string {
  const { name, machines, rack, startMs, durationMs, drainBeforeMs, batch, jobs } = plan;
  return yamlText({
    apiVersion: 'meridian/v1',
    kind: 'Maintenance',
    metadata: { name },
    spec: {
      agents: machines.length === 0 ? undefined : machines,
      select: rack === undefined ? undefined : [{ attribute: 'rack', operator: 'is', value: rack }],
      start: isoInstant(zeroMs + startMs),
      duration: durationMs === undefined ? undefined : `${durationMs}ms`,
      drainBefore: `${drainBeforeMs}ms`,
      batch: batch === 1 ? undefined : batch,
      jobs: jobs === 'wait' ? undefined : jobs,
    },
  });
}
