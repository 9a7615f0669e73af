// `GET /v1/offers`, and what lists and `why` say of frameworks of others.
import { describe, expect, it } from 'vitest';
import { agentView } from '../../../../engine/http/views/agent-view.ts';
import { offerList } from '../../../../engine/http/views/offer-view.ts';
import { roleList } from '../../../../engine/http/views/role-view.ts';
import { taskList } from '../../../../engine/http/views/task-view.ts';
import { whyView } from '../../../../engine/http/views/why/why-view.ts';
import { agentId, role } from '../../../../engine/model/ids.ts';
import { bundle } from '../../../support/allocate/resource-words.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';
import { apiFaults } from '../../../support/http/api-check.ts';

interface Scene {
  readonly scene: FrameworkScene;
  readonly spark: ScriptedFramework;
}

function sceneOf(): Scene {
  const scene = new FrameworkScene();
  scene.agent('a1', 'cpus:8; mem:16000; ports:31000-31009');
  scene.agent('a2', 'cpus:4; mem:8000');
  const spark = scene.framework('spark', 'dev');
  spark.launch('a1', taskInfo('t1', 'cpus:2; mem:1000'));
  return { scene, spark };
}

const nowOf = ({ world }: FrameworkScene) => ({ nowMs: world.nowMs, wallMs: world.nowMs });

describe('offers', () => {
  it('are listed with what they hold, oldest first, as the schema says', () => {
    const { scene } = sceneOf();
    const sinceMs = scene.world.nowMs;
    scene.advance(7_000);
    const { tables } = scene.world.core;
    const list = offerList(tables, {});
    expect(apiFaults('resources/offer.json', list)).toEqual([]);
    expect(list.items).toMatchObject([
      { framework: 'spark.1', role: 'dev', hostname: 'a2', resources: { cpus: 4 }, sinceMs },
      { hostname: 'a1', resources: { cpus: 6, mem: 15_000 }, ports: 10 },
    ]);
    expect(offerList(tables, { agent: 'a1-000000' }).items.length).toBe(1);
    expect(offerList(tables, { role: 'other' }).items).toEqual([]);
    const { items, nextCursor = '' } = offerList(tables, { limit: 1 });
    const rest = offerList(tables, { cursor: nextCursor });
    expect([items.length, rest.items.map(({ hostname }) => hostname)]).toEqual([1, ['a1']]);
  });

  it('are told apart in roles from what is used', () => {
    const { scene } = sceneOf();
    const list = roleList(scene.world.core, { role: 'dev' }, nowOf(scene));
    expect(apiFaults('role.json', list)).toEqual([]);
    expect(list.items).toMatchObject([{ allocated: { cpus: 6 }, offered: { cpus: 4 } }]);
  });
});

describe('a task of another framework', () => {
  it('stands among the tasks, by its id and its framework’s', () => {
    const { scene } = sceneOf();
    const list = (query: Parameters<typeof taskList>[1]) =>
      taskList(scene.world.core, query, nowOf(scene));
    expect(apiFaults('task.json#/$defs/TaskList', list({}))).toEqual([]);
    expect(list({}).items).toMatchObject([{ id: 'spark.1:t1', name: 'spark.1', role: 'dev' }]);
    expect(list({ name: 'spark.1', role: 'dev' }).items.length).toBe(1);
    for (const query of [{ role: 'x' }, { group: '/' }, { name: '/x' }, { label: 'a' }])
      expect(list(query).items).toEqual([]);
  });

  it('is explained by why, and waits for an agent that is away', () => {
    const { scene } = sceneOf();
    const why = () => whyView(scene.world.core, 'spark.1:t1', nowOf(scene)).sentence;
    expect(why()).toContain('runs on a1-000000');
    scene.act(() => scene.world.disconnect('a1'));
    expect(why()).toContain('disconnected');
  });

  it('is not alone: what its framework reserves stands with its agent', () => {
    const { scene, spark } = sceneOf();
    const resources = bundle('cpus:1');
    const reserve = { kind: 'reserve', operationId: 'r', resources, role: role('dev') } as const;
    spark.accept('a2', [reserve]);
    const { core } = scene.world;
    const agent = core.tables.agents.get(agentId('a2-000000'));
    const view = agent && agentView(core, agent, scene.world.nowMs);
    expect(view?.reserved).toMatchObject([{ role: 'dev', scalars: { cpus: 1 } }]);
  });

  it('counts on its agent', () => {
    const { scene } = sceneOf();
    const { core } = scene.world;
    const agent = core.tables.agents.get(agentId('a1-000000'));
    const view = agent && agentView(core, agent, scene.world.nowMs);
    expect(view?.tasks).toBe(1);
    expect(view?.resources.cpus).toEqual({ total: 8, used: 2 });
  });
});
