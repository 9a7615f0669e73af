// How an app is checked, updated, placed and given up on.
import type { Random } from '../../../lib/random.ts';
import type { AppPlan, CheckPlan } from '../script.ts';
import { pickWeighted } from './weighted.ts';

type Placement = AppPlan['placement'];

function drawCheck(random: Random, ports: number): CheckPlan {
  // Mostly long ones: the others' probes would be most of what happens.
  const intervalMs = (random.chance(0.2) ? random.between(5, 15) : random.between(15, 30)) * 100;
  return {
    kind: ports > 0 && random.chance(0.4) ? 'tcp' : 'command',
    delayMs: random.chance(0.3) ? random.between(1, 20) * 100 : 0,
    graceMs: random.chance(0.2) ? 0 : random.between(10, 100) * 100,
    intervalMs,
    timeoutMs: random.between(2, 15) * 100,
    maxConsecutiveFailures: random.chance(0.1) ? 0 : random.between(1, 4),
  };
}

export const drawHealth = (random: Random, ports: number): Pick<AppPlan, 'health'> =>
  random.chance(0.65) ? { health: drawCheck(random, ports) } : {};

export const drawReadiness = (random: Random, ports: number): Pick<AppPlan, 'readiness'> =>
  random.chance(0.3) ? { readiness: drawCheck(random, ports) } : {};

export function drawUpdate(random: Random): AppPlan['update'] {
  return {
    minimumHealthMilli: random.pick([
      1_000,
      1_000,
      750,
      500,
      500,
      334,
      0,
      random.between(0, 1_000),
    ]),
    maximumOverMilli: random.pick([1_000, 1_000, 500, 250, 0, 0, random.between(0, 1_000)]),
    ...(random.chance(0.4) ? { batch: random.between(1, 3) } : {}),
    watchMs: random.chance(0.4) ? 0 : random.between(1, 10) * 500,
    maxFailuresPerInstance: random.pick([0, 0, 1, 2]),
    maxFailedInstances: random.pick([0, 0, 0, 1, 2]),
    onFailure: random.pick(['rollback', 'rollback', 'rollback', 'pause', 'continue']),
    deadlineMs: random.between(10, 60) * 1_000,
  };
}

export const drawBackoff = (random: Random): AppPlan['backoff'] => ({
  initialMs: random.between(2, 10) * 100,
  factorMilli: random.pick([1_000, 1_150, 1_500, 2_000, 3_000]),
  maxMs: random.between(5, 20) * 1_000,
});

export const drawKill = (random: Random): Pick<AppPlan, 'killGraceMs' | 'killDelayMs'> => ({
  killGraceMs: random.chance(0.1) ? 0 : random.between(5, 50) * 100,
  killDelayMs: random.chance(0.7) ? 0 : random.between(1, 50) * 100,
});

/** After the agent is declared unreachable; expunged no earlier than inactive. */
export function drawUnreachable(
  random: Random,
): Pick<AppPlan, 'inactiveAfterMs' | 'expungeAfterMs'> {
  if (random.chance(0.1)) return { inactiveAfterMs: null, expungeAfterMs: null };
  const inactiveAfterMs = random.chance(0.3) ? 0 : random.between(1, 20) * 1_000;
  if (random.chance(0.2)) return { inactiveAfterMs, expungeAfterMs: null };
  const laterMs = random.chance(0.4) ? 0 : random.between(1, 30) * 1_000;
  return { inactiveAfterMs, expungeAfterMs: inactiveAfterMs + laterMs };
}

/** Mostly such that some agent fits; not always. */
export function drawPlacement(random: Random, machines: number): Placement {
  const count = pickWeighted(random, [
    [60, 0],
    [33, 1],
    [7, 2],
  ]);
  return Array.from({ length: count }, () => drawRule(random, machines));
}

const operators = [
  'unique',
  'cluster',
  'group-by',
  'like',
  'unlike',
  'max-per',
  'is',
  'limit',
] as const;

function drawRule(random: Random, machines: number): Placement[number] {
  const operator = random.pick(operators);
  // Racks are few: most instances of an app unique on them would find no place.
  const isScarce = operator === 'unique' && random.chance(0.7);
  const attribute = isScarce ? 'hostname' : random.pick(['rack', 'rack', 'zone', 'hostname']);
  const value = ruleValue(random, operator, someValue(random, attribute, machines));
  return value === undefined ? { attribute, operator } : { attribute, operator, value };
}

function ruleValue(
  random: Random,
  operator: (typeof operators)[number],
  some: string,
): string | undefined {
  switch (operator) {
    case 'unique':
      return undefined;
    case 'cluster':
      return random.chance(0.5) ? undefined : some;
    case 'group-by':
      return random.chance(0.5) ? undefined : String(random.between(1, 3));
    case 'max-per':
    case 'limit':
      return String(random.between(1, 3));
    case 'like':
      return random.chance(0.5) ? some : `${some}|.*[1-3]`;
    case 'unlike':
    case 'is':
      return some;
  }
}

function someValue(random: Random, attribute: string, machines: number): string {
  if (attribute === 'hostname') return `a${random.between(1, machines)}`;
  return attribute === 'rack' ? `r${random.between(1, 2)}` : random.pick(['north', 'south']);
}
