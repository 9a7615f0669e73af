// What all parts of one planning share: the input, what it is compared with, and what they add up
// on the way: counts by consequence, changed edges, and what asks for room or gives it back.
import type { PlanEdge, PlanObject, PlanSummary } from '../../schemas/generated/api.ts';
import { parseInstant } from '../lib/time.ts';
import type { AppSpec, JobSpec, Origin, Wanted } from '../model/wanted.ts';
import type { PlanInput } from './plan-input.ts';
import type { Base } from './standing.ts';

export interface Planning {
  readonly input: PlanInput;
  readonly asOfMs: number;
  readonly wanted: Wanted;
  readonly base: Base;
  readonly summary: PlanSummary;
  /** Apps that this plan starts or stops instances of, by name. */
  readonly moved: AppSpec[];
  /** Names of apps that go, or are going already. */
  readonly gone: string[];
  /** Jobs that ask for a place that they didn't ask for before, by name. */
  readonly placed: JobSpec[];
  /** Names of jobs whose runs are ended. */
  readonly cancelled: string[];
  /** What triggers or gates what, where that changes. */
  readonly edges: PlanEdge[];
}

export const newPlanning = (input: PlanInput, wanted: Wanted, base: Base): Planning => ({
  ...{ input, asOfMs: asOfMsOf(input), wanted, base, summary: emptySummary() },
  ...{ moved: [], gone: [], placed: [], cancelled: [], edges: [] },
});

function asOfMsOf({ asOf }: PlanInput): number {
  const ms = parseInstant(asOf);
  if (ms === undefined) throw new Error(`bug: ${asOf} is no instant`);
  return ms;
}

export const emptySummary = (): PlanSummary => ({
  instances: { create: 0, destroy: 0, replace: 0, inPlace: 0, unchanged: 0 },
  apps: { added: 0, changed: 0, removed: 0 },
  jobs: {
    ...{ added: 0, changed: 0, removed: 0, unchanged: 0 },
    ...{ suspended: 0, resumed: 0, retimed: 0 },
  },
  groups: { added: 0, changed: 0, removed: 0 },
  quotas: { added: 0, changed: 0, removed: 0 },
  volumes: { added: 0, changed: 0, removed: 0 },
  maintenance: { added: 0, changed: 0, removed: 0 },
  clusterSettings: 0,
});

export const placeOf = (origin: Origin | undefined): Pick<PlanObject, 'file' | 'line'> =>
  origin === undefined ? {} : { file: origin.file, line: origin.line };

/** It may still be there: the file that it stood in can't be read in full. */
export const isUnread = (input: PlanInput, origin: Origin | undefined): boolean =>
  origin !== undefined && input.faults.some(({ file }) => file === origin.file);

/** By UTF-16 code units: the same on every machine. */
export const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
