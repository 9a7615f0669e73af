import { expect, test } from 'vitest';
import type { TaskRow } from '../../../../engine/model/actual.ts';
import { SharedRows } from '../../../../engine/step/memory/shared-rows.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { app } from '../../../support/http/worlds.ts';

function taskTexts(): readonly string[] {
  const world = new CoreWorld();
  world.addAgent('a');
  world.addAgent('b');
  world.commit(app('/shop/web', { instances: 4 }), app('/shop/db', { instances: 2 }));
  return [...world.rows].filter(([key]) => key.startsWith('task/')).map(([, text]) => text);
}

test('rows that are made to share what is equal in them are the rows that were read', () => {
  const shared = new SharedRows();
  const texts = taskTexts();
  expect(texts.length).toBe(6);
  for (const text of texts) expect(shared.task(JSON.parse(text))).toEqual(JSON.parse(text));
});

test('tasks of one version have one object for what they take, if that is equal', () => {
  const shared = new SharedRows();
  const [text = ''] = taskTexts();
  const row: TaskRow = JSON.parse(text);
  const [first, second] = [shared.task(row), shared.task(JSON.parse(text))];
  expect(second.resources.scalars).toBe(first.resources.scalars);
  const larger = { ...row.resources, scalars: { ...row.resources.scalars, cpus: 1 } };
  expect(shared.task({ ...row, resources: larger }).resources).toEqual(larger);
});
