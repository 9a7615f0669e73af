// The machines of a world: of different sizes, together as large as the apps' wishes and a part
// more.
import type { Random } from '../../../lib/random.ts';
import type { AgentPlan } from '../script.ts';

/** What all apps want together, and the largest of them, in 1/1000 cores and MiB. */
export interface Demand {
  readonly cpusMilli: number;
  readonly memoryMib: number;
  readonly largestCpusMilli: number;
  readonly largestMemoryMib: number;
}

export const firstPort = 31_000;
/** Every agent has the ports from the first to this one. */
export const leastLastPort = firstPort + 3;

/** Shares of the whole: an agent may hold one or two tasks, or many. */
const shares = [1, 2, 4, 4, 8, 12] as const;

export interface AgentSetting {
  readonly machines: number;
  readonly lastPort: number;
  readonly spanMs: number;
}

export const drawLastPort = (random: Random): number => firstPort + random.pick([5, 7, 9, 15, 15]);

export function drawAgents(
  random: Random,
  { machines, lastPort, spanMs }: AgentSetting,
  demand: Demand,
): readonly AgentPlan[] {
  const wantedPart = random.chance(0.1) ? 1.3 : 0.55 + 0.3 * random.next();
  const drawn = Array.from({ length: machines }, () => random.pick(shares));
  const sum = drawn.reduce<number>((total, share) => total + share, 0);
  const late = random.chance(0.15) ? random.between(1, machines - 1) : -1;
  return drawn.map((share, index) => {
    const part = share / sum / wantedPart;
    return {
      machine: `a${index + 1}`,
      cpusMilli: Math.max(Math.ceil(demand.cpusMilli * part), demand.largestCpusMilli),
      memoryMib: Math.max(Math.ceil(demand.memoryMib * part), demand.largestMemoryMib),
      ports: [firstPort, random.chance(0.2) ? leastLastPort : lastPort],
      attributes: {
        rack: `r${1 + (index % 2)}`,
        ...(random.chance(0.7) ? { zone: random.pick(['north', 'south']) } : {}),
      },
      atMs: index === late ? Math.floor(spanMs / 3) : random.between(0, 2_000),
    };
  });
}
