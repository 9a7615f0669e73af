// The full round in the background (house.md part 3, Level, not edge): every app is looked at
// again and again, so many at a time, and all that was declined is offered again. It finds nothing,
// as the simulator shows after every batch; should that ever be wrong, nothing stays forgotten for
// long.
import type { ObjectName } from '../model/ids.ts';
import type { MasterTurn } from './master/master-turn.ts';

/** Between two slices, in ms. */
const sliceEveryMs = 10_000;
/** Apps in a slice: 10,000 apps are gone through in 10 minutes. */
const sliceApps = 200;

export const roundTimer = 'round';

export class FullRound {
  #rest: Iterator<ObjectName> | undefined;

  begin(turn: MasterTurn): void {
    turn.effects.wake(roundTimer, turn.nowMs + sliceEveryMs);
  }

  /** Marks the next apps to be looked at, in the order in which they came. */
  slice(turn: MasterTurn): void {
    const { apps, dirtyApps } = turn.tables;
    this.#rest ??= apps.keys();
    for (let left = sliceApps; left > 0; left -= 1) {
      const { value: name, done } = this.#rest.next();
      if (done) {
        this.#rest = undefined;
        turn.allocator.reoffer();
        break;
      }
      dirtyApps.add(name);
    }
    this.begin(turn);
  }
}
