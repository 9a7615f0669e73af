// Is an agent meant by a Maintenance? By its id, its name or its host's name, or because it meets
// all that is selected by.
import type { AgentId } from '../model/ids.ts';
import type { MaintenanceSpec } from '../model/wanted.ts';
import type { AgentTraits } from './agent-view.ts';
import { constraintRefusal } from './constraint.ts';
import { InstanceCounts } from './instance-counts.ts';

/** `is`, `like` and `unlike` don't ask where instances are. */
const nowhere = new InstanceCounts([]);

export function isMeant(
  { agents, select }: Pick<MaintenanceSpec, 'agents' | 'select'>,
  agent: AgentTraits & { readonly agentId: AgentId },
): boolean {
  if (isNamed(agents, agent)) return true;
  return (
    select.length > 0 &&
    select.every(
      (constraint) =>
        constraintRefusal({ constraint, agent, counts: nowhere, instances: 0 }) === undefined,
    )
  );
}

function isNamed(
  names: readonly string[],
  { agentId, hostname }: { readonly agentId: AgentId; readonly hostname: string },
): boolean {
  return names.some((name) => name === agentId || name === hostname || name === nameOf(agentId));
}

/** The name that an agent was started by: its id without the digits its work directory drew. */
export const nameOf = (id: AgentId): string => id.replace(/-[0-9a-f]{6}$/, '');
