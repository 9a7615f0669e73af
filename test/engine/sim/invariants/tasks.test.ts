import { describe, expect, it } from 'vitest';
import { agentId, digestOf } from '../../../../engine/model/ids.ts';
import { capacity } from '../../../../engine/sim/invariants/tasks/capacity.ts';
import { once } from '../../../../engine/sim/invariants/tasks/once.ts';
import { onePerSlot } from '../../../../engine/sim/invariants/tasks/one-per-slot.ts';
import { supersededFirst } from '../../../../engine/sim/invariants/tasks/superseded-first.ts';
import {
  agentRow,
  endedRow,
  envelope,
  orderOf,
  RuleScene,
  taskRow,
} from '../../../support/sim/rule-scene.ts';

const kill = { reason: 'replaced', atMs: 1_500 };
const other = { taskDigest: digestOf('t2'), specDigest: digestOf('s2') };
const version = (inactiveAfterMs: number | null) => ({
  spec: { unreachable: { inactiveAfterMs } },
});
const away = agentRow('a1-000000', { verdict: { kind: 'unreachable', atMs: 500 } });
const onA2 = { agentId: agentId('a2-000000') };

describe('one-per-slot', () => {
  it('lets an old and a new version, or a leaving one and its successor, share a slot', () => {
    const scene = new RuleScene(onePerSlot);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1'), 'task//a#1.1': taskRow('/a#1.1') });
    scene.store({ 'task//a#0.2': taskRow('/a#0.2', other) });
    scene.store({ 'task//a#1.1': taskRow('/a#1.1', { kill }) });
    scene.store({ 'task//a#1.2': taskRow('/a#1.2') });
    expect(scene.said()).toEqual([]);
    expect(scene.times('an old and a new version in one slot')).toBe(1);
  });

  it('says so when two of the same version stay, or when there are three', () => {
    const scene = new RuleScene(onePerSlot);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') });
    scene.store({ 'task//a#0.2': taskRow('/a#0.2') });
    expect(scene.said()).toEqual(['/a#0.2 is launched beside /a#0.1, which is the same and stays']);
    scene.store({ 'task//a#0.3': taskRow('/a#0.3', other) });
    expect(scene.said()).toEqual(['/a#0.3 is launched beside /a#0.1 and /a#0.2']);
  });

  it('passes over one whose agent is unreachable for longer than inactiveAfter', () => {
    for (const [afterMs, said] of [
      [500, 0],
      [501, 1],
      [null, 1],
    ] as const) {
      const scene = new RuleScene(onePerSlot);
      scene.store({ 'version//a!s1': version(afterMs), 'task//a#0.1': taskRow('/a#0.1') });
      scene.store({ 'agent/a1-000000': away });
      scene.store({ 'task//a#0.2': taskRow('/a#0.2', onA2) });
      expect(scene.said()).toHaveLength(said);
    }
  });

  it('lets what was given up with its agent run on, and nothing else that is over', () => {
    const scene = new RuleScene(onePerSlot);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1'), 'task//a#1.1': taskRow('/a#1.1') });
    scene.began('a1', '/a#0.1').began('a1', '/a#1.1');
    scene.store({ 'task//a#0.1': endedRow('/a#0.1', 'agent-unreachable') });
    expect(scene.said()).toEqual([]);
    scene.store({ 'task//a#1.1': endedRow('/a#1.1', 'command-exit') });
    expect(scene.said()[0]).toContain('/a#1.1 counts as over');
    scene.began('a1', '/a#2.1');
    expect(scene.said()).toEqual(['/a#2.1 begins, and is not in the store']);
  });
});

describe('once', () => {
  const launch = (digest: string) => ({
    kind: 'spoken' as const,
    engine: 1,
    agentId: 'a1-000000',
    message: { kind: 'launch' as const, envelope, order: orderOf('/a#0.1', digest) },
  });

  it('is silent when an order comes twice, begins once, and the slot counts on', () => {
    const scene = new RuleScene(once);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') });
    scene.tell(launch('t1'), launch('t1')).began('a1', '/a#0.1');
    scene.store({ 'slot//a#0': { launches: 1 }, 'task//a#0.1': undefined });
    scene.store({ 'task//a#0.2': taskRow('/a#0.2') });
    expect(scene.said()).toEqual([]);
    expect(scene.times('a slot counts on after its app was forgotten')).toBe(1);
  });

  it('says so when a command begins twice, or an id means something else', () => {
    const scene = new RuleScene(once);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') });
    scene.began('a1', '/a#0.1').began('a2', '/a#0.1');
    expect(scene.said()[0]).toContain('for the 2. time');
    scene.tell(launch('t2'));
    expect(scene.said()[0]).toContain('is sent to a1-000000 as t2');
    scene.store({ 'task//a#0.1': taskRow('/a#0.1', onA2) });
    expect(scene.said()[0]).toContain('is rewritten');
  });

  it('says so when a count goes back or is forgotten', () => {
    const scene = new RuleScene(once);
    scene.store({ 'task//a#0.5': taskRow('/a#0.5') });
    scene.store({ 'task//a#0.5': undefined });
    expect(scene.said()).toEqual(['/a#0.5 is forgotten, and of /a#0 only 0 of 5 is stored']);
    scene.store({ 'task//a#0.5': taskRow('/a#0.5') });
    expect(scene.said()).toEqual(['/a#0.5 is given a second time', '/a#0.5 comes after /a#0.5']);
  });
});

describe('superseded-first', () => {
  const back = { kind: 'register' as const, envelope, agentId: 'a1-000000', bootId: 'b' };
  const facts = { hostname: 'a1', version: '0', attributes: {}, capabilities: [] };
  const register = {
    kind: 'heard-register' as const,
    engine: 1,
    message: { ...back, facts: { ...facts, resources: [] }, tasks: [], volumes: [] },
  };

  it('is silent when what was given up is over before anything is launched', () => {
    const scene = new RuleScene(supersededFirst);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') }).began('a1', '/a#0.1');
    scene.store({ 'task//a#0.1': endedRow('/a#0.1', 'agent-unreachable') });
    scene.tell(register).over('a1', '/a#0.1');
    scene.store({ 'task//a#1.1': taskRow('/a#1.1') });
    expect(scene.said()).toEqual([]);
    expect(scene.times('launched on an agent that had tasks given up')).toBe(1);
  });

  it('says so when something is launched beside it', () => {
    const scene = new RuleScene(supersededFirst);
    scene.store({ 'task//a#0.1': taskRow('/a#0.1') }).began('a1', '/a#0.1');
    scene.store({ 'task//a#0.1': undefined });
    scene.tell(register).store({ 'task//a#1.1': taskRow('/a#1.1') });
    expect(scene.said()).toEqual(['/a#1.1 is launched on a1-000000, where /a#0.1 still runs']);
  });
});

describe('capacity', () => {
  const big = { resources: { scalars: { cpus: 5_000, mem: 1_000 }, ranges: {}, sets: {} } };
  const withPort = (port: number) => ({ ports: [port] });

  it('is silent while all that is given fits, and what has ended is given again', () => {
    const scene = new RuleScene(capacity);
    scene.store({ 'agent/a1-000000': agentRow('a1-000000') });
    scene.store({ 'task//a#0.1': taskRow('/a#0.1', { ...big, ...withPort(31_000) }) });
    scene.store({ 'task//a#0.1': endedRow('/a#0.1', 'command-exit') });
    scene.store({ 'task//a#0.2': taskRow('/a#0.2', { ...big, ...withPort(31_000) }) });
    scene.began('a1', '/a#0.2');
    expect(scene.said()).toEqual([]);
  });

  it('says so when more is given than there is, or a port twice, or one that isn’t there', () => {
    const scene = new RuleScene(capacity);
    scene.store({ 'agent/a1-000000': agentRow('a1-000000') });
    scene.store({ 'task//a#0.1': taskRow('/a#0.1', { ...big, ...withPort(31_000) }) });
    scene.store({ 'task//a#1.1': taskRow('/a#1.1', { ...big, ...withPort(31_000) }) });
    expect(scene.said()).toEqual([
      'a1-000000 has 8000 cpus, 10000 are given',
      'a1-000000: /a#0.1 and /a#1.1 have port 31000',
    ]);
    scene.store({ 'task//b#0.1': taskRow('/b#0.1', { ...withPort(80), resources: none }) });
    expect(scene.said()).toContain('/b#0.1 is given port 80, which a1-000000 doesn’t have');
  });

  it('says so when more runs on a machine than it has, given up or not', () => {
    const scene = new RuleScene(capacity);
    for (let instance = 0; instance < 8; instance += 1) scene.began('a1', `/a#${instance}.1`);
    expect(scene.said()).toEqual([]);
    scene.began('a1', '/a#8.1');
    expect(scene.said()).toEqual(['/a#8.1 begins on a1: 9000 cpus, 900000 mem run there']);
  });
});

const none = { scalars: {}, ranges: {}, sets: {} };
