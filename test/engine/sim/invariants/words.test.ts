import { describe, expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import { agentRemembers } from '../../../../engine/sim/invariants/words/agent-remembers.ts';
import { fencing } from '../../../../engine/sim/invariants/words/fencing.ts';
import { keptDecisions } from '../../../../engine/sim/invariants/words/kept-decisions.ts';
import { storedFirst } from '../../../../engine/sim/invariants/words/stored-first.ts';
import type { Moment } from '../../../../engine/sim/kernel/moment.ts';
import { Effects } from '../../../../engine/step/effects.ts';
import type { EngineEvent } from '../../../../engine/step/events.ts';
import type { Status } from '../../../../schemas/generated/wire.ts';
import {
  agentRow,
  endedRow,
  envelope,
  orderOf,
  RuleScene,
  taskRow,
} from '../../../support/sim/rule-scene.ts';

type Message = Extract<Moment, { kind: 'spoken' }>['message'];

const spoken = (message: Message, engine = 1): Moment => ({
  kind: 'spoken',
  engine,
  agentId: 'a1-000000',
  message,
});

const launch: Message = { kind: 'launch', envelope, order: orderOf('/a#0.1') };
const policy = { delayMs: 0, graceMs: 0, signal: 'SIGTERM' };
const killed: Message = {
  kind: 'kill',
  envelope,
  taskId: '/a#0.1',
  taskDigest: 't1',
  policy,
  reason: 'replaced',
};
const ack = (seq: number): Message => ({ kind: 'ack', envelope, taskId: '/a#0.1', seq });

const statusOf = (change: Partial<Status>): Status => ({
  state: 'running',
  seq: 1,
  health: 'healthy',
  ready: true,
  settingsDigest: 'd',
  ...change,
});

const reported = (status: Status, taskId = '/a#0.1'): EngineEvent => ({
  kind: 'reported',
  connection: 1,
  message: { kind: 'report', envelope, task: { taskId, taskDigest: 't1', status } },
});

const batch = (events: readonly EngineEvent[], effects = new Effects(1_000)): Moment => ({
  kind: 'batch',
  engine: 1,
  events,
  effects,
  isUnfinished: false,
});

describe('stored-before-spoken', () => {
  it('is silent about launches, kills and acknowledged ends that are stored', () => {
    const scene = new RuleScene(storedFirst);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') }).tell(spoken(launch));
    const kill = { reason: 'replaced', atMs: 1 };
    scene.store({ 'task//a#0.1': taskRow('/a#0.1', { kill }) }).tell(spoken(killed));
    scene.tell(batch([reported(statusOf({ state: 'killed', seq: 3 }))]));
    scene.store({ 'task//a#0.1': endedRow('/a#0.1', 'killed', { kill }) });
    scene.tell(spoken(ack(3)), spoken(killed));
    expect(scene.said()).toEqual([]);
    expect(scene.times('an end is acknowledged')).toBe(1);
  });

  it('says so when one isn’t', () => {
    const scene = new RuleScene(storedFirst);
    scene.tell(spoken(launch));
    expect(scene.said()[0]).toContain('is not stored');
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') }).tell(spoken(killed));
    expect(scene.said()).toEqual(['/a#0.1 is told to end, and that isn’t stored']);
    scene.tell(batch([reported(statusOf({ state: 'failed', seq: 3 }))]), spoken(ack(3)));
    expect(scene.said()).toEqual(['the end of /a#0.1 is acknowledged, and isn’t stored']);
    scene.tell(spoken({ kind: 'registered', envelope, agentTimeoutMs: 1 }));
    expect(scene.said()).toEqual(['a1-000000 is told that it is admitted, and isn’t stored']);
  });

  it('says so when an operation is answered before its effect is stored', () => {
    const scene = new RuleScene(storedFirst);
    const row = { name: '/a', quarantine: {}, rollouts: 0 };
    const effects = new Effects(1_000);
    effects.answers.push({ call: 7, value: { ok: true, message: '' } });
    const name = objectName('/a');
    const pause: EngineEvent = {
      kind: 'operation',
      operation: { kind: 'pause', name },
      who: 'test',
      call: 7,
    };
    const answered: Moment = { kind: 'answered', engine: 1, call: 'pause /a', ok: true };
    scene.store({ 'app//a': row }).tell(batch([pause], effects), answered);
    expect(scene.said()).toEqual(['`pause /a` is answered, and isn’t stored']);
    scene.store({ 'app//a': { ...row, paused: { by: 'test', atMs: 1 } } }).tell(answered);
    expect(scene.said()).toEqual([]);
  });
});

describe('kept-decisions', () => {
  const row = { name: '/a', quarantine: {}, rollouts: 2 };
  const paused = { ...row, paused: { by: 'test', atMs: 1 } };
  const resume: EngineEvent = {
    kind: 'operation',
    operation: { kind: 'resume', name: objectName('/a') },
    who: 'test',
    call: 1,
  };

  it('is silent when a pause ends by a resume, and ends and kills stay', () => {
    const scene = new RuleScene(keptDecisions);
    const kill = { reason: 'removed', atMs: 5 };
    scene.store({ 'app//a': paused, 'task//a#0.1': taskRow('/a#0.1', { kill }) });
    scene.tell(batch([resume])).store({ 'app//a': row });
    scene.store({ 'task//a#0.1': endedRow('/a#0.1', 'killed', { kill }) });
    scene.store({ 'task//a#0.1': undefined });
    expect(scene.said()).toEqual([]);
  });

  it('says so when an end, a kill, a pause or a verdict is taken back', () => {
    const scene = new RuleScene(keptDecisions);
    const kill = { reason: 'removed', atMs: 5 };
    const rollout = { id: '/a!1', name: '/a', state: 'succeeded' };
    scene.store({
      'app//a': paused,
      'agent/a1-000000': agentRow('a1-000000', { verdict: { kind: 'gone', atMs: 1 } }),
      'task//a#0.1': endedRow('/a#0.1', 'killed'),
      'task//a#1.1': taskRow('/a#1.1', { kill }),
      'rollout//a!1': rollout,
    });
    scene.store({
      'app//a': row,
      'agent/a1-000000': agentRow('a1-000000'),
      'task//a#0.1': taskRow('/a#0.1'),
      'task//a#1.1': taskRow('/a#1.1'),
      'rollout//a!1': { ...rollout, state: 'running' },
    });
    expect(scene.said()).toEqual([
      '/a#0.1 had ended (lost), and ends again (or not)',
      '/a#1.1 was to be killed, and isn’t any more',
      'a1-000000 was gone, and is back',
      '/a!1 was succeeded, and is running',
      '/a was paused, and nobody has resumed it',
    ]);
  });
});

describe('agent-remembers', () => {
  const forgotten: Moment = { kind: 'task-forgotten', machine: 'a1', taskId: '/a#0.1' };

  it('is silent when what is said to have ended has, and is forgotten once that is stored', () => {
    const scene = new RuleScene(agentRemembers);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') });
    scene.began('a1', '/a#0.1').over('a1', '/a#0.1', 'itself');
    scene.tell(
      batch([reported(statusOf({ state: 'finished', reason: 'command-exit', exitCode: 0 }))]),
    );
    scene.store({ 'task//a#0.1': endedRow('/a#0.1', 'command-exit') }).tell(forgotten);
    expect(scene.said()).toEqual([]);
    expect(scene.times('forgets a task that the store has ended')).toBe(1);
  });

  it('says so when a task is forgotten too soon, or said to have ended while it runs', () => {
    const scene = new RuleScene(agentRemembers);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') }).tell(forgotten);
    expect(scene.said()).toEqual(['a1 forgets /a#0.1, whose end isn’t stored']);
    scene.began('a1', '/a#0.1');
    scene.tell(batch([reported(statusOf({ state: 'killed', reason: 'killed' }))]));
    expect(scene.said()[0]).toContain('runs on a1');
  });

  it('lets what no disk has taken be ordered again, until its end is stored', () => {
    const scene = new RuleScene(agentRemembers);
    const message = 'its order could not be written down: no space left';
    const untaken = statusOf({ state: 'failed', reason: 'sandbox-failed', message });
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') });
    scene.tell(batch([reported(untaken)])).began('a1', '/a#0.1');
    expect(scene.said()).toEqual([]);
    scene.tell(batch([reported(untaken, '/a#1.1')]));
    scene.store({ 'task//a#1.1': endedRow('/a#1.1', 'sandbox-failed') }).began('a1', '/a#1.1');
    expect(scene.said()).toEqual(['/a#1.1 begins on a1, and was said to have ended']);
    scene.store({ 'task//a#2.1': taskRow('/a#2.1') });
    const claimed = statusOf({ state: 'failed', reason: 'sandbox-failed', message: 'no space' });
    scene.tell(batch([reported(claimed, '/a#2.1')])).began('a1', '/a#2.1');
    expect(scene.said()).toEqual(['/a#2.1 begins on a1, and was said to have ended']);
  });

  it('lets an engine that has been superseded hear late of what no disk has taken', () => {
    const message = 'its order could not be written down: no space left';
    const late = statusOf({ state: 'failed', reason: 'sandbox-failed', message });
    const told = (epoch: number, status: Status): RuleScene => {
      const scene = new RuleScene(agentRemembers);
      scene.tell({ kind: 'engine-booted', engine: 1, epoch: 1 });
      const writes = [{ kind: 'put', key: 'meta/epoch', value: String(epoch) } as const];
      scene.tell({ kind: 'stored', epoch: epoch - 1, writes, isMore: false });
      scene.store({ 'task//a#0.1': taskRow('/a#0.1') }, epoch).began('a1', '/a#0.1');
      return scene.tell(batch([reported(status)]));
    };
    expect(told(2, late).said()).toEqual([]);
    expect(told(1, late).said()[0]).toContain('runs on a1');
    expect(told(2, { ...late, message: 'no space' }).said()[0]).toContain('runs on a1');
  });

  it('says so when who never started has, or starts after all', () => {
    const scene = new RuleScene(agentRemembers);
    const never = statusOf({ state: 'killed', reason: 'killed-before-start' });
    scene.tell(batch([reported(never)])).began('a1', '/a#0.1');
    expect(scene.said()).toEqual(['/a#0.1 begins on a1, and was said to have ended']);
    scene.began('a1', '/a#1.1').over('a1', '/a#1.1');
    scene.tell(batch([reported(never, '/a#1.1')]));
    expect(scene.said()[0]).toContain('had begun');
  });
});

describe('fencing', () => {
  const kept = (epoch: number): Moment => ({
    kind: 'order-kept',
    machine: 'a1',
    taskId: '/a#0.1',
    epoch,
  });
  const booted = (engine: number): Moment => ({ kind: 'engine-booted', engine, epoch: engine });
  const raise = (scene: RuleScene, epoch: number) =>
    scene.tell({
      kind: 'stored',
      epoch: epoch - 1,
      writes: [{ kind: 'put', key: 'meta/epoch', value: String(epoch) }],
      isMore: false,
    });

  it('is silent when an agent keeps an order of the engine before, and has joined the next', () => {
    const scene = new RuleScene(fencing);
    raise(scene, 1).tell(booted(1), spoken(launch, 1), kept(1));
    raise(scene, 2).tell(booted(2), kept(2), spoken(launch, 2), kept(2));
    expect(scene.said()).toEqual([]);
    expect(scene.times('an agent turns to a later engine')).toBe(1);
  });

  it('says so when a commit of an epoch is taken after the next was raised', () => {
    const scene = new RuleScene(fencing);
    raise(scene, 1);
    raise(scene, 2).store({ 'task//a#0.1': taskRow('/a#0.1') }, 1);
    expect(scene.said()).toEqual(['a commit of epoch 1 is taken, the store is at 2']);
  });

  it('says so when an agent turns back to an earlier engine, or obeys it', () => {
    const scene = new RuleScene(fencing);
    raise(scene, 1).tell(booted(1));
    raise(scene, 2).tell(booted(2), kept(2));
    scene.tell(spoken(launch, 1), kept(1));
    expect(scene.said()).toEqual([
      'a1-000000 keeps /a#0.1 in epoch 1, it had joined 2',
      'a1-000000 keeps /a#0.1 of epoch 1: it is at 2',
    ]);
  });
});
