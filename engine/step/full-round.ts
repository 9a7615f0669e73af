// The full round in the background (house.md part 3, Level, not edge): every app and job is looked
// at again and again, so many at a time, and all that was declined is offered again. It finds
// nothing, as the simulator shows after every batch; should that ever be wrong, nothing stays
// forgotten for long.
import type { ObjectName } from '../model/ids.ts';
import type { MasterTurn } from './master/master-turn.ts';
import type { Tables } from './tables.ts';

/** Between two slices, in ms. */
const sliceEveryMs = 10_000;
/** Apps and jobs in a slice: 10,000 are gone through in 10 minutes. */
const sliceSize = 200;

export const roundTimer = 'round';

export class FullRound {
  #rest: Iterator<ObjectName> | undefined;

  begin(turn: MasterTurn): void {
    turn.effects.wake(roundTimer, turn.nowMs + sliceEveryMs);
  }

  /** Marks the next apps to be looked at, in the order in which they came. */
  slice(turn: MasterTurn): void {
    this.#rest ??= namesOf(turn.tables);
    for (let left = sliceSize; left > 0; left -= 1) {
      const { value: name, done } = this.#rest.next();
      if (done) {
        this.#rest = undefined;
        turn.allocator.stir();
        break;
      }
      if (turn.tables.apps.has(name)) turn.tables.dirtyApps.add(name);
      if (turn.tables.jobs.has(name)) turn.tables.dirtyJobs.add(name);
    }
    this.begin(turn);
  }
}

function* namesOf({ apps, jobs }: Tables): Generator<ObjectName, undefined> {
  yield* apps.keys();
  yield* jobs.keys();
}
