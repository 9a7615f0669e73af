import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../engine/plan/exit-code.ts';
import { planOf } from '../../../engine/plan/plan-document.ts';
import { appSpec, wantedOf } from '../../support/app-spec.ts';
import { agent, engineOf, firstCommit, inputOf, plan, snapshotOf } from './plan-world.ts';

const one = wantedOf(appSpec());
const other = wantedOf(appSpec(() => ({ instances: 4 })));
const none = wantedOf();
const fault = { file: 'a', line: 1, column: 1, code: 'x', message: 'm', hint: '' };
const huge = wantedOf(appSpec(({ task }) => ({ task: { ...task, cpusMilli: 9_000_000 } })));
const moved = { expectedBase: 'f'.repeat(40) };

const documents = {
  nothing: plan(one, engineOf(snapshotOf(one))),
  changes: plan(other, engineOf(snapshotOf(one)), { expectedBase: firstCommit }),
  unplaceable: plan(huge, engineOf(snapshotOf(one))),
  blocked: plan(none, engineOf(snapshotOf(twoApps()))),
  moved: plan(other, engineOf(snapshotOf(one, [agent({ name: 'one' })])), moved),
  error: planOf(inputOf(undefined, { kind: 'empty' }, { faults: [fault] })),
};

function twoApps() {
  const second = appSpec(() => ({ name: '/shop/db' as ReturnType<typeof appSpec>['name'] }));
  return wantedOf(appSpec(), second);
}

describe('the exit code', () => {
  it.each([
    ['nothing', 0, 0],
    ['changes', 2, 0],
    ['unplaceable', 3, 0],
    ['blocked', 3, 0],
    ['moved', 4, 0],
    ['error', 1, 1],
  ] as const)('of %s is %i with --exit-code and %i without', (name, withIt, without) => {
    expect(exitCodeOf(documents[name], { exitCode: true })).toBe(withIt);
    expect(exitCodeOf(documents[name], { exitCode: false })).toBe(without);
  });
});
