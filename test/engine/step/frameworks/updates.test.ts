// Updates of one task reach its framework in order, one at a time, each at least once: told again
// after 10 s, doubling to 10 min, until it is acknowledged; and every state is told by its own
// name.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledgedBy,
  away,
  type NumberedUpdate,
  newStream,
  pushed,
  returned,
  told,
  type UpdateStream,
} from '../../../../engine/step/frameworks/tasks/update-stream.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

const update = (state: NumberedUpdate['state'], uuid: string): NumberedUpdate => ({
  ...{ taskId: 't1', state, uuid },
});

const states = ({ waiting }: UpdateStream): string => waiting.map(({ state }) => state).join(' ');

describe('a stream of updates', () => {
  const [starting, running, killing] = [
    update('starting', 's1'),
    update('running', 's2'),
    update('killing', 's3'),
  ];

  it('tells the first, and beside it how things stand by now', () => {
    const stream = [starting, running, killing].reduce(pushed, newStream);
    expect(told(stream)).toEqual({ ...starting, latestState: 'killing' });
    expect(told(pushed(newStream, starting))).toEqual(starting);
    expect(told(newStream)).toBeUndefined();
  });

  it('goes on only with the acknowledgement of the first', () => {
    const stream = [starting, running].reduce(pushed, newStream);
    expect(acknowledgedBy(stream, 's2')).toBeUndefined();
    const next = acknowledgedBy(stream, 's1');
    expect(next && told(next)).toEqual(running);
    expect(next && acknowledgedBy(next, 's1')).toBeUndefined();
  });

  it('knows what it was told already, acknowledged or not', () => {
    const one = pushed(newStream, running);
    expect(pushed(one, running)).toBe(one);
    const none = acknowledgedBy(one, 's2') ?? newStream;
    expect(pushed(none, running)).toBe(none);
  });

  it('keeps of one state that waits the newest', () => {
    const later = { ...update('killing', 's4'), message: 'it hangs' };
    const stream = [running, killing, later].reduce(pushed, newStream);
    expect(states(stream)).toBe('running killing');
    expect(stream.waiting.at(-1)).toEqual(later);
  });

  it('takes what was acknowledged for news once its agent was away', () => {
    const none = acknowledgedBy(pushed(newStream, running), 's2') ?? newStream;
    expect(states(pushed(away(none), running))).toBe('');
    expect(states(pushed(returned(away(none)), running))).toBe('running');
  });

  it('is bounded, and never loses what is told now or came last', () => {
    const states = ['starting', 'running', 'killing'] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { minLength: 1 }), (course) => {
        const all = course.map((state, at) => update(state, `s${at}`));
        const { waiting } = all.reduce(pushed, newStream);
        expect(waiting.length).toBeLessThanOrEqual(16);
        expect(waiting[0]).toEqual(all[0]);
        expect(waiting.at(-1)).toEqual(all.at(-1));
      }),
    );
  });
});

interface Scene {
  readonly scene: FrameworkScene;
  readonly spark: ScriptedFramework;
}

/** `t1` runs, and its framework acknowledges nothing. */
function silentScene(): Scene {
  const scene = new FrameworkScene();
  scene.agent('a1');
  const spark = scene.framework('spark');
  spark.isDutiful = false;
  spark.launch('a1', taskInfo('t1'));
  return { scene, spark };
}

const report = ({ scene }: Scene, change: object, task = 't1'): void =>
  scene.act(() => scene.world.report('a1', `spark.1:${task}`, change));

function passes({ scene, spark }: Scene, seconds: number): readonly number[] {
  const times: number[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    spark.clear();
    scene.advance(1_000);
    for (const _ of spark.updates) times.push(second);
  }
  return times;
}

describe('an update that isn’t acknowledged', () => {
  it('is told again after 10 s, 20 s more, 40 s more, at last every 10 min', () => {
    const scene = silentScene();
    expect(passes(scene, 1_900)).toEqual([10, 30, 70, 150, 310, 630, 1_230, 1_830]);
  });

  it('holds the next one back, until its acknowledgement lets that out at once', () => {
    const { scene, spark } = silentScene();
    report({ scene, spark }, { state: 'finished', exitCode: 0 });
    expect(spark.told).toEqual(['t1 running']);
    scene.advance(10_000);
    expect(spark.updates.at(-1)).toMatchObject({ state: 'running', latestState: 'finished' });
    spark.clear();
    spark.call({ kind: 'acknowledge', taskId: 't1', uuid: 's1' });
    expect(spark.updates).toMatchObject([{ state: 'finished', exitCode: 0 }]);
    expect(passes({ scene, spark }, 31)).toEqual([10, 30]);
  });

  it('isn’t told while nobody is subscribed, and at once when somebody is', () => {
    const { scene, spark } = silentScene();
    scene.close(spark);
    scene.advance(60_000);
    const twin = scene.twin(spark);
    twin.isDutiful = false;
    twin.subscribe();
    expect(twin.told).toEqual(['t1 running']);
    expect(passes({ scene, spark: twin }, 31)).toEqual([10, 30]);
  });

  it('is told again among others, each by its own time', () => {
    const { scene, spark } = silentScene();
    scene.advance(6_000);
    spark.launch('a1', taskInfo('t2'));
    spark.clear();
    scene.advance(4_000);
    expect(spark.told).toEqual(['t1 running']);
    scene.advance(6_000);
    expect(spark.told).toEqual(['t1 running', 't2 running']);
  });

  it('rings nobody once it is acknowledged', () => {
    const { scene, spark } = silentScene();
    spark.acknowledge('t1');
    expect(passes({ scene, spark }, 700)).toEqual([]);
  });

  it('stays one even where its framework was torn down meanwhile', () => {
    const { scene, spark } = silentScene();
    spark.call({ kind: 'teardown' });
    expect(passes({ scene, spark }, 31)).toEqual([]);
    expect(scene.keys('task/')).toEqual([]);
  });
});

it('hears of each state that its task goes through, in order, with an acknowledgement late', () => {
  const { scene, spark } = silentScene();
  report({ scene, spark }, { state: 'killing' });
  report({ scene, spark }, { state: 'killed' });
  for (let n = 0; n < 3; n += 1) spark.acknowledge('t1');
  expect(spark.told).toEqual(['t1 running', 't1 killing', 't1 killed']);
  expect(scene.keys('task/')).toEqual([]);
});

it('says of a task that is killed because its agent is emptied that this is why', () => {
  const { scene, spark } = silentScene();
  const drain = { kind: 'drain', agents: ['a1-000000'], batch: 1, jobsAfterMs: 0 } as const;
  scene.act(() => scene.world.operate(drain));
  spark.acknowledge('t1');
  expect(spark.updates.at(-1)).toMatchObject({ state: 'killed', reason: 'drained' });
});
