// The apps of a world: names in groups, who depends on whom, sizes, and how each behaves. An app
// depends only on those before it in the list, or on groups whose apps all are: no circle.
import type { Random } from '../../../lib/random.ts';
import type { AppPlan } from '../script.ts';
import {
  drawBackoff,
  drawHealth,
  drawKill,
  drawPlacement,
  drawReadiness,
  drawUnreachable,
  drawUpdate,
} from './draw-policies.ts';
import { anyProgram } from './draw-program.ts';

/** What an app may be drawn from. */
export interface AppSetting {
  readonly roles: readonly [string, ...string[]];
  readonly machines: number;
  /** Host ports that every agent has. */
  readonly ports: readonly [number, number];
}

const groups = ['/data', '/shop', '/eng/ads', '/eng/mail', ''] as const;
const words = ['db', 'web', 'api', 'cart', 'log', 'feed', 'mail', 'find', 'pay', 'img', 'geo'];

/** By rank: those of a group one after the other. */
export function appNames(random: Random, count: number): readonly string[] {
  const sizes = groups.map(() => 0);
  for (let left = count; left > 0; left -= 1) {
    const at = random.between(0, groups.length - 1);
    sizes[at] = (sizes[at] ?? 0) + 1;
  }
  const spare = [...words];
  return groups.flatMap((group, at) =>
    Array.from({ length: sizes[at] ?? 0 }, () => `${group}/${spare.shift()}`),
  );
}

const groupOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));

/** `names` up to the app's own are those that it may wait for. */
export function drawDependsOn(random: Random, names: readonly string[], at: number): string[] {
  if (!random.chance(0.3)) return [];
  const own = groupOf(names[at] ?? '');
  const apps = names.slice(0, at);
  const before = apps.map(groupOf).filter((group) => group !== '' && group !== own);
  const chosen = [random.pickAny(apps), random.pickAny(random.chance(0.3) ? before : apps)];
  return [...new Set(chosen.filter((name) => name !== undefined))].sort();
}

export function drawApp(
  random: Random,
  name: string,
  setting: AppSetting,
  dependsOn: readonly string[],
): AppPlan {
  const ports = drawPorts(random, setting.ports);
  return {
    name,
    role: random.pick(setting.roles),
    instances: drawInstances(random),
    cpusMilli: random.between(1, 8) * 50,
    memoryMib: random.between(1, 8) * 16,
    ports,
    program: anyProgram(random),
    version: 1,
    ...drawKill(random),
    ...drawHealth(random, ports.length),
    ...drawReadiness(random, ports.length),
    update: drawUpdate(random),
    backoff: drawBackoff(random),
    ...drawUnreachable(random),
    killSelection: random.pick(['youngest-first', 'youngest-first', 'oldest-first']),
    dependsOn,
    placement: drawPlacement(random, setting.machines),
    packing: random.pick(['pack', 'spread', 'spread']),
  };
}

export const drawInstances = (random: Random): number =>
  random.pick([0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, random.chance(0.5) ? 6 : 3]);

/** Mostly one, any; a fixed one now and then, so that only one instance an agent fits. */
function drawPorts(random: Random, [first, last]: readonly [number, number]): number[] {
  const count = random.pick([0, 0, 1, 1, 1, 1, 2]);
  const fixed = random.chance(0.12) ? [random.between(first, last)] : [];
  return Array.from({ length: count }, (_, index) => fixed[index] ?? 0);
}
