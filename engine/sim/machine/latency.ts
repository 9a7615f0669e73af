// How long acts and steps take on a machine. One step of a supervisor takes some ms, seldom longer,
// and now and then so long that the agent looks for the supervisor (10 s) or takes the claim in its
// stead (60 s).
import type { Random } from '../../lib/random.ts';
import { type Ground, note } from './ground.ts';

/** A trip to the disk, ms. */
export const diskMs = (random: Random): number =>
  random.chance(0.005) ? 50 : random.between(0, 3);

/** A command or connection of a check, ms: seldom longer than it is waited for. */
export function checkMs(random: Random, timeoutMs: number): number {
  const dice = random.next();
  if (dice < 0.001) return timeoutMs + 1;
  if (dice < 0.01) return Math.min(timeoutMs - 1, random.between(20, 2_000));
  return Math.min(timeoutMs, random.between(1, 20));
}

/** Until a fork has come so far as to claim: a program is loaded, from a disk that may be busy. */
export function forkMs(ground: Ground, random: Random): number {
  if (ground.kernel.isCalm) return random.between(1, 20);
  const dice = random.next();
  if (dice < 0.002) return slow(ground, 'supervisor hung for long');
  if (dice < 0.014) return slow(ground, 'supervisor hung');
  if (dice < 0.15) return random.between(50, 4_000);
  return random.between(1, 20);
}

export function stepMs(ground: Ground, random: Random): number {
  if (ground.kernel.isCalm) return random.between(1, 20);
  const dice = random.next();
  if (dice < 0.0003) return slow(ground, 'supervisor hung for long');
  if (dice < 0.002) return slow(ground, 'supervisor hung');
  if (dice < 0.015) return slow(ground, 'supervisor was slow');
  return random.between(1, 20);
}

/** How long a command sleeps where SIGKILL doesn't reach it, if it is killed now. */
export function hangMs({ kernel }: Ground, random: Random): number {
  return kernel.isCalm || !random.chance(0.3) ? 0 : random.between(1_000, 60_000);
}

const slowMs = {
  'supervisor was slow': 500,
  'supervisor hung': 15_000,
  'supervisor hung for long': 70_000,
} as const;

function slow(ground: Ground, how: keyof typeof slowMs): number {
  note(ground, how);
  return slowMs[how];
}
