// Ids under which an agent takes orders: they become folders' names.
import { expect, it } from 'vitest';
import { isTaskId } from '../../../agentd/core/task/order-fault.ts';

it.each([
  '/shop/web#0.7',
  '/etl/load@t20260101T020000Z.1',
  'spark.1:half',
  `${'s'.repeat(40)}.12:${'t'.repeat(120)}`,
])('takes %s', (id) => {
  expect(isTaskId(id)).toBe(true);
});

it.each([
  '',
  'half',
  'spark:half',
  'spark.1:',
  'spark.1:..',
  'spark.1:a/b',
  '.1:a',
  '../x.1:a',
  'spark.1:a\n',
  `spark.1:${'t'.repeat(121)}`,
])('refuses %j', (id) => {
  expect(isTaskId(id)).toBe(false);
});
