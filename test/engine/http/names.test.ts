// Who asks by a wrong name is told the right one; who asks why isn't left with the old commit.
import { expect, test } from 'vitest';
import { findApp, findJob, findSubject } from '../../../engine/http/subject.ts';
import { whyView } from '../../../engine/http/views/why/why-view.ts';
import { objectName } from '../../../engine/model/ids.ts';
import { appSpec } from '../../support/app-spec.ts';
import { jobWorld, now } from '../../support/http/job-worlds.ts';
import { jobSpec } from '../../support/job-spec.ts';

const app = (name: string) => appSpec(() => ({ name: objectName(name) }));

function world() {
  const made = jobWorld();
  made.commit(app('/shop/web'), jobSpec('/etl/load'));
  return made;
}

test('an app that is asked for as a job is called an app, and the other way', () => {
  const { tables } = world().core;
  expect(() => findJob(tables, '/shop/web')).toThrow(
    /\/shop\/web.*is an app.*`meridian app \/shop\/web`/,
  );
  expect(() => findApp(tables, '/etl/load')).toThrow(/is a job.*`meridian job \/etl\/load`/);
});

test('the end of a name finds the whole one, if only one ends so', () => {
  const made = world();
  expect(() => findSubject(made.core.tables, 'web')).toThrow(/did you mean \/shop\/web\?/);
  made.commit(app('/shop/web'), app('/blog/web'), jobSpec('/etl/load'));
  expect(() => findSubject(made.core.tables, 'web')).toThrow(/see `meridian status`/);
});

test('after a faulty commit the answer to why says that nothing of it holds', () => {
  const made = world();
  const told = /^the newest commit, ffffffff, is faulty, nothing of it holds/;
  const evidence = (name: string) => whyView(made.core, name, now(made)).evidence;
  for (const name of ['/shop/web', '/etl/load'])
    expect(evidence(name).join('\n')).not.toMatch(told);
  const commit = { id: 'f'.repeat(40), subject: 'typo', author: 'a', timeMs: 0, allowDelete: 0 };
  made.post({ kind: 'revision', revision: { kind: 'faulty', commit, faults: [], faultCount: 1 } });
  for (const name of ['/shop/web', '/etl/load'])
    expect(evidence(name)).toContainEqual(expect.stringMatching(told));
});
