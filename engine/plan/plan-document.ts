// The plan: one document, of which every other format is made. The same inputs give the same bytes
// (sorted throughout, no clock), so two people who plan the same commit can compare digests.
import type {
  PlanBlock,
  PlanDocument,
  PlanEdge,
  PlanHeader,
  PlanObject,
} from '../../schemas/generated/api.ts';
import { digestJson, type Json } from '../lib/digest.ts';
import type { Fault } from '../model/fault.ts';
import { counted } from './impact.ts';
import { type ForecastWorld, forecastWorld } from './maintenance/forecast-world.ts';
import { massDelete } from './mass-delete.ts';
import type { PlanInput } from './plan-input.ts';
import { inOrder, otherObjects, runningObjects } from './plan-objects.ts';
import { byCode, emptySummary, newPlanning, type Planning } from './planning.ts';
import { quotaBlockOf, quotaNotes } from './quota/plan-quota.ts';
import { baseOf } from './standing.ts';
import { waitsOf } from './waits.ts';

/**
 * What the wanted revision changes of what it is compared with. Never throws for what is in specs:
 * faults make the verdict `error`, and what could be read is planned all the same.
 */
export function planOf(input: PlanInput): PlanDocument {
  const { wanted, against } = input;
  const planning = wanted && newPlanning(input, wanted, baseOf(against));
  const running = planning === undefined ? [] : runningObjects(planning);
  const world = planning && forecastWorld(planning);
  const others = planning === undefined ? [] : otherObjects(planning, world);
  const objects = inOrder([...running, ...others]);
  const body = {
    formatVersion: '1.4',
    header: headerOf(input),
    ...verdictOf(input, planning, objects),
    summary: planning?.summary ?? emptySummary(),
    objects,
    edges: planning === undefined ? [] : sortedEdges(planning.edges),
    ...fitPart(world),
    ...notesPart(planning),
    waits: waitsOf(against),
    diagnostics: [...input.faults].sort(byPlace).map((fault) => diagnosticOf(fault)),
  } as const;
  // Made of plain values alone; an interface has no index signature that would say so.
  return { ...body, digest: digestJson(body as unknown as Json) };
}

function headerOf(input: PlanInput): PlanHeader {
  const { repo, head, asOf, engineVersion, timeZoneData, wanted, against } = input;
  const cluster = wanted?.cluster.name;
  return {
    ...(cluster === undefined ? {} : { cluster }),
    repo,
    base: headerBase(input),
    ...(head === undefined ? {} : { head }),
    asOf,
    ...(against.kind === 'engine' ? { snapshotIndex: against.snapshot.index } : {}),
    engineVersion,
    timeZoneData,
  };
}

function headerBase({ against, expectedBase }: PlanInput): PlanHeader['base'] {
  const { kind } = against;
  if (kind === 'empty') return { kind };
  const commit = kind === 'base' ? against.commit : against.snapshot.commit;
  const hasMoved = expectedBase !== undefined && expectedBase !== commit;
  return {
    kind,
    ...(commit === undefined ? {} : { commit }),
    ...(hasMoved ? { expected: expectedBase } : {}),
  };
}

function verdictOf(
  { faults, faultCount }: PlanInput,
  planning: Planning | undefined,
  objects: readonly PlanObject[],
): Pick<PlanDocument, 'verdict' | 'reason' | 'blocks'> {
  if (planning === undefined || faults.length > 0) {
    const count = counted(faultCount ?? faults.length, 'fault');
    return { verdict: 'error', reason: `the revision has ${count}: nothing of it is applied` };
  }
  const blocks = [massDeleteOf(planning), quotaBlockOf(planning)].filter(
    (one) => one !== undefined,
  );
  if (blocks.length === 0) return { verdict: objects.length > 0 ? 'changes' : 'no-change' };
  return { verdict: 'blocked', reason: blocks.map(({ text }) => text).join('; '), blocks };
}

function massDeleteOf({ input, wanted, base, summary }: Planning): PlanBlock | undefined {
  const { allowDelete } = input;
  const text = massDelete({
    policy: wanted.cluster.sync.massDelete,
    applied: appliedIn(base),
    removed: summary.apps.removed + summary.jobs.removed + summary.volumes.removed,
    left: wanted.apps.length + wanted.jobs.length + wanted.volumes.length,
    hasVolumes: base.volumes.size > 0,
    ...(allowDelete === undefined ? {} : { allowed: allowDelete }),
  });
  return text === undefined ? undefined : { kind: 'mass-delete', text };
}

function notesPart(planning: Planning | undefined): Pick<PlanDocument, 'notes'> {
  const notes = planning === undefined ? [] : quotaNotes(planning);
  return notes.length === 0 ? {} : { notes: [...notes] };
}

/** Apps, jobs and volumes, what is going or only remembered apart. */
function appliedIn({ apps, jobs, volumes }: Planning['base']): number {
  let applied = volumes.size;
  for (const { spec } of apps.values()) if (spec !== undefined) applied += 1;
  for (const { spec } of jobs.values()) if (spec !== undefined) applied += 1;
  return applied;
}

const sortedEdges = (edges: readonly PlanEdge[]): PlanEdge[] =>
  [...edges].sort((a, b) => byCode(a.child, b.child) || byCode(a.parent, b.parent));

const fitPart = (world: ForecastWorld | undefined): Pick<PlanDocument, 'fit'> =>
  world === undefined ? {} : { fit: world.fitted.fit };

const byPlace = (a: Fault, b: Fault): number =>
  byCode(a.file, b.file) ||
  a.line - b.line ||
  a.column - b.column ||
  byCode(a.code, b.code) ||
  byCode(a.message, b.message);

const diagnosticOf = ({ file, line, column, code, message, hint }: Fault) => ({
  ...{ severity: 'error' as const, file, line, column, code, message, hint },
});
