// Whatever waits says what it waits for, and every answer is as the API's schemas say.
import { describe, expect, test } from 'vitest';
import { findApp } from '../../../engine/http/subject.ts';
import { agentList } from '../../../engine/http/views/agent-view.ts';
import { appDetail, appList } from '../../../engine/http/views/app-view.ts';
import { revisionList } from '../../../engine/http/views/revision-view.ts';
import { roleList } from '../../../engine/http/views/role-view.ts';
import { rolloutList } from '../../../engine/http/views/rollout-view.ts';
import { snapshotView } from '../../../engine/http/views/snapshot-view.ts';
import { statusView } from '../../../engine/http/views/status-view.ts';
import { taskList } from '../../../engine/http/views/task-view.ts';
import { volumeList } from '../../../engine/http/views/volumes/volume-list.ts';
import { whyView } from '../../../engine/http/views/why/why-view.ts';
import { objectName } from '../../../engine/model/ids.ts';
import { CoreWorld } from '../../support/core-world.ts';
import { apiFaults } from '../../support/http/api-check.ts';
import { app, worlds } from '../../support/http/worlds.ts';

const at = (nowMs: number) => ({ nowMs, wallMs: nowMs });

const web = ({ core, nowMs }: CoreWorld) => {
  const view = appDetail(core, findApp(core.tables, '/shop/web'), nowMs);
  return { view, why: whyView(core, '/shop/web', at(nowMs)) };
};

describe.each(worlds)('$kind while $state: $says', ({ kind, state, says, make }) => {
  test('the app says so, and why says it first', () => {
    const { view, why } = web(make());
    expect([view.state, view.waits[0]?.kind ?? 'none']).toEqual([state, kind]);
    expect(why.sentence).toMatch(says);
    expect(why.sentence.startsWith('/shop/web: ')).toBe(true);
  });

  test('every answer is as its schema says', () => {
    const { core, nowMs } = make();
    const { tables } = core;
    const detail = appDetail(core, findApp(tables, '/shop/web'), nowMs);
    const whys = [...tables.apps.keys(), ...tables.tasks.keys(), ...tables.agents.keys()];
    const answers: readonly (readonly [schema: string, answer: unknown])[] = [
      ['status.json', statusView(core, at(nowMs), { version: '1.2.3' })],
      ['app.json#/$defs/AppList', appList(core, {}, nowMs)],
      ['app.json#/$defs/AppDetail', detail],
      ['task.json#/$defs/TaskList', taskList(core, {}, at(nowMs))],
      ['agent.json', agentList(core, {}, nowMs)],
      ['role.json', roleList(core, {}, at(nowMs))],
      ['resources/volume.json', volumeList(tables, {})],
      ['rollout.json', rolloutList(tables, {}, nowMs)],
      ['revision.json', revisionList(tables, {})],
      ['snapshot.json', snapshotView(core, at(nowMs))],
      ...whys.map((name) => ['why.json', whyView(core, name, at(nowMs))] as const),
    ];
    expect(answers.flatMap(([schema, answer]) => apiFaults(schema, answer))).toEqual([]);
  });

  test('status points at it unless all is well', () => {
    const { core, nowMs } = make();
    const subjects = statusView(core, at(nowMs)).waits.map((wait) => wait.subject);
    const isPointedAt = subjects.includes('/shop/web');
    expect(isPointedAt).toBe(state !== 'healthy');
  });
});

describe('status', () => {
  test('tells the worst of more than it has room for', () => {
    const made = new CoreWorld();
    made.addAgent('a', 1_000).behave = () => ({ state: 'starting', health: 'unknown' });
    const names = Array.from({ length: 120 }, (_, at) => `/shop/app${String(at).padStart(3, '0')}`);
    made.commit(...[...names, '/shop/last'].map((name) => app(name)));
    made.operate({ kind: 'pause', name: objectName('/shop/last') });
    const { waits } = statusView(made.core, at(made.nowMs));
    expect(waits).toHaveLength(100);
    const shown = waits.map(({ subject, kind }) => `${subject} ${kind}`);
    expect(shown.slice(0, 2)).toEqual(['/shop/last paused', `${names[0]} starting`]);
  });
});

describe('why', () => {
  const named = (kind: string) => {
    const row = worlds.find((one) => one.kind === kind);
    if (!row) throw new Error(kind);
    return row.make();
  };

  test('counts the agents that each thing rules out, and says what would fit', () => {
    const made = worlds[2]?.make();
    if (!made) throw new Error('no world');
    const { why } = web(made);
    expect(why.placement).toMatchObject({
      instances: [2],
      agents: 2,
      ruledOut: [{ by: 'hostname unique', kind: 'constraint', agents: 2 }],
    });
    expect(why.remedy).toBe(
      'start an agent with another hostname than a, or take `hostname unique` out of `placement`',
    );
  });

  test('tells of the last failures with what the task said last', () => {
    const { why } = web(named('backoff'));
    expect(why.failures[0]).toMatchObject({
      task: '/shop/web#0.1',
      how: 'exit code 9',
      message: 'out of luck',
    });
    expect(why.remedy).toBe('see `meridian logs /shop/web#0.1`, and commit a fix');
  });

  test('knows tasks by id and agents by id or name', () => {
    const { core, nowMs } = named('none');
    const subjects = ['/shop/web#0.1', 'a-000000', 'a', 'shop/web'].map(
      (name) => whyView(core, name, at(nowMs)).subject,
    );
    expect(subjects).toEqual(['task', 'agent', 'agent', 'app']);
  });

  test.each([
    ['/shop/wbe', /did you mean \/shop\/web\?/],
    ['/shop', /is a group: ask for \/shop\/web/],
    ['/zzzzzzzz', /see `meridian status`/],
  ])('%s is not found, and says what may be meant', (name, says) => {
    const { core, nowMs } = named('none');
    expect(() => whyView(core, name, at(nowMs))).toThrow(says);
  });
});
