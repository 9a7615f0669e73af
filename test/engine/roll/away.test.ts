import { expect, it } from 'vitest';
import { objectName, taskId } from '../../../engine/model/ids.ts';
import { decideRoll } from '../../../engine/roll/decide.ts';
import type { InstanceView } from '../../../engine/roll/instance-view.ts';
import { appSpec } from '../../support/app-spec.ts';

const view = (instance: number, change: Partial<InstanceView> = {}): InstanceView => ({
  taskId: taskId(objectName('/x'), instance, 1),
  ...{ instance, launch: 1, launchedMs: 0 },
  ...{ version: 'old', standing: 'live', proof: 'proven', isLeaving: false, ...change },
});
const input = { instances: 3, policy: appSpec().update, replacing: 3 } as const;

it('counts nothing that was last heard of an instance that is away: it goes first', () => {
  const views = [view(0), view(1), view(2, { standing: 'unreachable' })];
  const { stops } = decideRoll({
    ...{ ...input, views },
    ...{ killSelection: 'youngest-first', canReplace: true, isExclusive: false },
  });
  expect(stops).toEqual([{ taskId: '/x#2.1', why: 'replaced' }]);
});

it('never stops one that is recovering: what runs is yet to be told', () => {
  const views = [0, 1, 2].map((instance) => view(instance, { standing: 'recovering' }));
  const { stops } = decideRoll({
    ...{ ...input, views },
    ...{ killSelection: 'youngest-first', canReplace: true, isExclusive: false },
  });
  expect(stops).toEqual([]);
});

it('starts only in empty slots while nothing may be replaced', () => {
  const views = [view(0), view(2, { version: 'target' })];
  const { starts } = decideRoll({
    ...{ ...input, views },
    ...{ killSelection: 'youngest-first', canReplace: false, isExclusive: false },
  });
  expect(starts).toEqual([1]);
});
