// Agents that keep a part of what they have for a role, and agents that are started again with
// other flags: larger or smaller, with other reservations or none.
import type { Random } from '../../../../lib/random.ts';
import type { FlagsPlan, ReservationPlan } from '../../quota/quota-plan.ts';
import type { AgentPlan, OperationPlan } from '../../script.ts';
import { leastLastPort } from '../draw-agents.ts';

/** Of all worlds, so many have agents that keep something; of these agents, so many do. */
const keepingChance = { worlds: 0.55, agents: 0.5 };

export function withReservations(
  random: Random,
  agents: readonly AgentPlan[],
  roles: readonly string[],
): readonly AgentPlan[] {
  if (roles.length === 0 || !random.chance(keepingChance.worlds)) return agents;
  return agents.map((agent) =>
    random.chance(keepingChance.agents)
      ? { ...agent, reserved: drawReserved(random, agent, roles) }
      : agent,
  );
}

type Sizes = Pick<AgentPlan, 'cpusMilli' | 'memoryMib' | 'ports'>;

/** For one role or two; together never all of it. */
function drawReserved(
  random: Random,
  { cpusMilli, memoryMib, ports: [, last] }: Sizes,
  roles: readonly string[],
): readonly ReservationPlan[] {
  const count = random.chance(0.3) ? 2 : 1;
  const chosen = new Set(Array.from({ length: count }, () => random.pickAny(roles) ?? ''));
  return [...chosen].map((role, at) => {
    const part = random.pick([0.15, 0.25, 0.4]);
    const first = leastLastPort + 1 + at;
    const hasPort = random.chance(0.25) && first <= last;
    return {
      role,
      cpusMilli: Math.floor(cpusMilli * part),
      memoryMib: Math.floor(memoryMib * part),
      ...(hasPort ? { ports: [first, first] as const } : {}),
    };
  });
}

export interface RefitSetting {
  readonly agents: readonly AgentPlan[];
  readonly roles: readonly string[];
  readonly lastMs: number;
}

export function drawRefits(
  random: Random,
  { agents, roles, lastMs }: RefitSetting,
): readonly OperationPlan[] {
  const count = random.chance(0.4) ? random.between(1, 3) : 0;
  return Array.from({ length: count }, (): OperationPlan[] => {
    const keeping = agents.filter(({ reserved }) => reserved !== undefined);
    const agent = random.pickAny(keeping.length > 0 && random.chance(0.6) ? keeping : agents);
    if (agent === undefined) return [];
    const atMs = random.between(4_000, lastMs);
    return [{ kind: 'refit', machine: agent.machine, atMs, ...drawFlags(random, agent, roles) }];
  }).flat();
}

function drawFlags(random: Random, agent: AgentPlan, roles: readonly string[]): FlagsPlan {
  const part = random.pick([0.5, 0.8, 1, 1, 1.3]);
  const sizes = {
    cpusMilli: Math.ceil(agent.cpusMilli * part),
    memoryMib: Math.ceil(agent.memoryMib * part),
  };
  if (roles.length === 0 || random.chance(0.5)) return sizes;
  return { ...sizes, reserved: drawReserved(random, { ...agent, ...sizes }, roles) };
}
