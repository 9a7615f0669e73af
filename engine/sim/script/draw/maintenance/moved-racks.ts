// Some of the agents that are started again with other flags then stand in another rack or zone.
import type { Random } from '../../../../lib/random.ts';
import type { OperationPlan } from '../../script.ts';

const movedChance = 0.35;

export const withMovedRacks = (
  random: Random,
  operations: readonly OperationPlan[],
): readonly OperationPlan[] =>
  operations.map((one) =>
    one.kind === 'refit' && random.chance(movedChance)
      ? {
          ...one,
          attributes: {
            rack: random.pick(['r1', 'r2', 'r3']),
            ...(random.chance(0.6) ? { zone: random.pick(['north', 'south']) } : {}),
          },
        }
      : one,
  );
