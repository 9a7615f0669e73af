// How often volumes are looked at: one at a time, each in its turn, and seldom where it takes long.
import { expect, test } from 'vitest';
import { AgentCore } from '../../../agentd/core/agent-core.ts';
import type { VolumeEvent } from '../../../agentd/core/events.ts';
import { VolumeMeter } from '../../../agentd/loop/volume-meter.ts';
import { initOf } from '../../support/agent/core-driver.ts';
import { FakeClock } from '../../support/agent/fakes/fake-clock.ts';
import { FakeDisk, FakeJournal, FakeVolumes } from '../../support/agent/fakes/fake-disk.ts';
import { FakeMachine, FakeProcesses } from '../../support/agent/fakes/fake-machine.ts';
import { flush } from '../../support/agent/loop-world.ts';

interface Look {
  readonly id: string;
  readonly atMs: number;
}

function world(ids: readonly string[], takesMs = 0) {
  const clock = new FakeClock();
  const disk = new FakeDisk();
  const looks: Look[] = [];
  const events: VolumeEvent[] = [];
  const texts: string[] = [];
  const volumes = new FakeVolumes(disk);
  volumes.measure = async (id) => {
    looks.push({ id, atMs: clock.now().steadyMs });
    if (takesMs > 0) await new Promise<void>((done) => void clock.setTimer(dueMs(), done));
    if (id.startsWith('/bad')) throw new Error('EIO');
    return 7;
  };
  const dueMs = () => clock.now().steadyMs + takesMs;
  const ports = {
    clock,
    journal: new FakeJournal(disk),
    processes: new FakeProcesses(new FakeMachine()),
    volumes,
    probes: { probe: async () => undefined },
    links: { dial: () => never(), openStream: () => never() },
    logs: { trim: async () => {}, tail: async () => '', open: async () => undefined },
    log: { write: (_: string, text: string) => void texts.push(text) },
  };
  const core = new AgentCore(initOf({ volumes: ids.map((id) => ({ id, sizeMib: 1 })) }));
  const meter = new VolumeMeter(ports, core, (event) => void events.push(event));
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.advance(1_000);
      await flush();
    }
  };
  return { meter, looks, events, texts, pass };
}

const never = (): never => {
  throw new Error('nobody is called here');
};

test('one is looked at a minute, each in its turn, however often it is told to begin', async () => {
  const { meter, looks, events, pass } = world(['/a', '/b']);
  for (let n = 0; n < 3; n += 1) meter.start();
  await pass(180_000);
  expect(looks.map(({ id }) => id)).toEqual(['/a', '/b', '/a']);
  expect(events[0]).toEqual({ kind: 'volume-measured', volumeId: '/a', usedMib: 7 });
});

test('what takes long is followed by a rest nine times as long', async () => {
  const { meter, looks, pass } = world(['/a'], 30_000);
  meter.start();
  await pass(500_000);
  const [first, second] = looks;
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBe(300_000);
});

test('one that can’t be measured is told of, and the next has its turn', async () => {
  const { meter, looks, texts, events, pass } = world(['/bad', '/good']);
  meter.start();
  await pass(120_000);
  expect(looks.map(({ id }) => id)).toEqual(['/bad', '/good']);
  expect(texts).toEqual(["volume /bad can't be measured: Error: EIO"]);
  expect(events).toHaveLength(1);
});

test('nothing is asked of the clock while there is none, or after the end', async () => {
  const none = world([]);
  none.meter.start();
  await none.pass(120_000);
  const over = world(['/a']);
  over.meter.start();
  over.meter.stop();
  over.meter.start();
  await over.pass(120_000);
  expect([...none.looks, ...over.looks]).toEqual([]);
});
