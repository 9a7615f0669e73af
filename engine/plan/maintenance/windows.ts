// The windows of the wanted revision, with the agents that they mean, as of the plan's time: from
// `drainMs` until `endMs` their agents are emptied or away.
import type { AgentId, ObjectName } from '../../model/ids.ts';
import type { MaintenanceSpec, Wanted } from '../../model/wanted.ts';
import { isMeant } from '../../place/is-meant.ts';
import { byCode } from '../planning.ts';
import type { SnapshotAgent } from '../snapshot.ts';

export type Phase = 'ahead' | 'draining' | 'under-way' | 'over';

export const drainMsOf = ({ startMs, drainBeforeMs }: MaintenanceSpec): number =>
  startMs - drainBeforeMs;

const endMsOf = ({ endMs }: MaintenanceSpec): number => endMs ?? Number.POSITIVE_INFINITY;

export function phaseOf(spec: MaintenanceSpec, asOfMs: number): Phase {
  if (endMsOf(spec) <= asOfMs) return 'over';
  if (spec.startMs <= asOfMs) return 'under-way';
  return drainMsOf(spec) <= asOfMs ? 'draining' : 'ahead';
}

/** By id. One that is gone is nobody's any more. */
export const meantBy = (
  spec: Pick<MaintenanceSpec, 'agents' | 'select'>,
  agents: readonly SnapshotAgent[],
): readonly SnapshotAgent[] =>
  agents
    .filter((agent) => agent.presence !== 'gone' && isMeant(spec, agent))
    .sort((a, b) => byCode(a.agentId, b.agentId));

export interface Window {
  readonly spec: MaintenanceSpec;
  readonly agents: readonly SnapshotAgent[];
}

/** Those that aren't over, the one that is emptied first coming first. */
export const windowsOf = (
  { maintenance }: Wanted,
  agents: readonly SnapshotAgent[],
  asOfMs: number,
): readonly Window[] =>
  maintenance
    .filter(({ spec }) => phaseOf(spec, asOfMs) !== 'over')
    .map(({ spec }) => ({ spec, agents: meantBy(spec, agents) }))
    .sort((a, b) => drainMsOf(a.spec) - drainMsOf(b.spec) || byCode(a.spec.name, b.spec.name));

export interface Overlap {
  readonly name: ObjectName;
  readonly agents: readonly AgentId[];
  readonly fromMs: number;
  /** `null`: neither ends by itself. */
  readonly toMs: number | null;
}

/** Windows that mean some of the same agents at the same time, by name. */
export function overlapsOf({ spec, agents }: Window, windows: readonly Window[]): Overlap[] {
  const own = new Set(agents.map(({ agentId }) => agentId));
  return windows
    .filter((other) => other.spec.name !== spec.name && isTogether(spec, other.spec))
    .map((other): Overlap => {
      const toMs = Math.min(endMsOf(spec), endMsOf(other.spec));
      return {
        name: other.spec.name,
        agents: other.agents.flatMap(({ agentId }) => (own.has(agentId) ? [agentId] : [])),
        fromMs: Math.max(drainMsOf(spec), drainMsOf(other.spec)),
        toMs: Number.isFinite(toMs) ? toMs : null,
      };
    })
    .filter((overlap) => overlap.agents.length > 0)
    .sort((a, b) => byCode(a.name, b.name));
}

export const isTogether = (a: MaintenanceSpec, b: MaintenanceSpec): boolean =>
  drainMsOf(a) < endMsOf(b) && drainMsOf(b) < endMsOf(a);
