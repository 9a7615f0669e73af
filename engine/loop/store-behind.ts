// A store that was restored from a backup may not be gone on with as if nothing had happened since:
// what was launched meanwhile would be launched again. The first agent that knows more than the
// store is written down, so that no later start forgets it; `--adopt-epoch` is the way out.
import { Problem } from '../model/problem.ts';
import type { StoreBehind } from '../step/effects.ts';

export function storeBehind({ agent, what }: StoreBehind): Problem {
  return new Problem('conflict', {
    where: 'store',
    what: `it is older than what was done with it: agent ${agent} has heard of ${what}`,
    hint: 'put the newer store back, or start once with --adopt-epoch to take over with this one',
  });
}
