// Windows whose agents can't all be emptied as things are.
import type { PlanMoves, PlanObject } from '../../../schemas/generated/api.ts';

/** Some instance finds no other place, or may not stop. */
export const isStuck = ({ nowhere, held }: Pick<PlanMoves, 'nowhere' | 'held'>): boolean =>
  nowhere + held > 0;

export const isHeldUp = ({ maintenance }: PlanObject): boolean =>
  (maintenance?.apps ?? []).some(isStuck);
