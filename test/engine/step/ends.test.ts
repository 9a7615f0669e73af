import { describe, expect, it } from 'vitest';
import { objectName } from '../../../engine/model/ids.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const patient = (spec: Pick<AppSpec, 'update'>) => ({
  instances: 1,
  update: { ...spec.update, maxFailuresPerInstance: 5 },
});

describe('the ends that are remembered', () => {
  it('are the last ones, also when the clock has been put back', () => {
    const world = new CoreWorld();
    world.nowMs = Date.UTC(2026, 0, 1);
    world.addAgent('a1');
    world.commit(appSpec(patient));
    const fail = (): string => {
      const [id = ''] = world.running();
      world.report('a1', id, { state: 'failed', reason: 'command-exit', exitCode: 1 });
      return id;
    };
    for (let times = 0; times < 20; times += 1) {
      fail();
      world.advance(400_000);
    }
    world.nowMs -= 86_400_000;
    world.restart();
    world.connect('a1');
    const last = fail();
    world.advance(400_000);
    const remembered = [...world.core.tables.tasks.values()].filter(({ row }) => row.end);
    expect(remembered.map(({ row }) => String(row.id))).toContain(last);
    expect(remembered).toHaveLength(20);
  });
});

describe('the end of a task', () => {
  it('counts once, though its batch brings two words of it', () => {
    const world = new CoreWorld();
    const agent = world.addAgent('a1');
    agent.behave = () => ({ state: 'starting', health: 'unknown', ready: false });
    world.commit(appSpec(patient));
    const task = agent.tasks.get('/shop/web#0.1');
    const connection = agent.connection ?? 0;
    const said = (seq: number, state: 'running' | 'failed') => {
      const envelope = { clusterId: 'test', epoch: 1, connection, sequence: seq };
      const status = { state, seq, health: 'healthy', ready: true, settingsDigest: '' } as const;
      const { taskId = '', taskDigest = '' } = task?.order ?? {};
      const message = { kind: 'report', envelope, task: { taskId, taskDigest, status } } as const;
      return { kind: 'reported', connection, message } as const;
    };
    world.post(said(2, 'running'), said(3, 'failed'));
    const app = world.core.tables.apps.get(objectName('/shop/web'));
    expect(app?.rollout?.failures).toEqual({ 0: 1 });
    expect(world.notices.filter((one) => one.startsWith('task-failed'))).toHaveLength(1);
  });
});
