import { expect, test } from 'vitest';
import { KillWatch } from '../../../../engine/step/master/task/kill-watch.ts';

const id = '/shop/web#0.1' as never;

test('telling it again doesn’t put off when it is late; once it is late it does', () => {
  const kills = new KillWatch();
  kills.told(id, 100);
  kills.told(id, 200);
  expect(kills.due(100)).toEqual([id]);
  expect(kills.noteLate(id)).toBe(true);
  expect(kills.noteLate(id)).toBe(false);
  kills.told(id, 300);
  expect(kills.due(200)).toEqual([]);
  expect(kills.isLate(id)).toBe(true);
  kills.answered(id);
  expect(kills.size).toBe(0);
});
