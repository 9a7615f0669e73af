// What people ask of jobs: a run now, that one is cancelled, that one is tried again.
import type { Random } from '../../../../lib/random.ts';
import type { OperationPlan } from '../../script.ts';

export function drawJobOperations(
  random: Random,
  names: readonly string[],
  lastMs: number,
): readonly OperationPlan[] {
  const count = names.length === 0 ? 0 : random.between(1, 4 + 2 * names.length);
  const drawn = Array.from({ length: count }, (): OperationPlan => {
    const job = random.pickAny(names) ?? '';
    const kind = random.pick(['run', 'run', 'cancel', 'retry', 'retry'] as const);
    return { kind, job, atMs: random.between(1_000, lastMs) };
  });
  return drawn.sort((a, b) => a.atMs - b.atMs);
}
