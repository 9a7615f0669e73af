// What a simulated machine keeps of a real one: a start happens once whoever dies when, what was
// durable outlives a crash, and what isn't there can't be written.
import { describe, expect, test } from 'vitest';
import { HandMachine, killPolicy, programText } from '../../../support/sim/hand-machine.ts';

const taskId = '/shop/web#0.1';
const kill = { signal: 'SIGKILL', graceMs: 0, supervisor: false };
const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

describe('a start', () => {
  test('happens once, however many supervisors are forked', async () => {
    for (const seed of seeds) {
      const world = new HandMachine(seed);
      const order = world.order(taskId);
      await world.launch(order);
      const wish = { taskId, order, policy: killPolicy };
      await world.done(world.ports.processes.start(wish));
      await world.done(world.ports.processes.start(wish));
      await world.settle();
      expect(world.task(taskId)).toMatchObject({ runs: 1, command: 'running', isGood: true });
      expect(world.count('supervisor lost its claim race')).toBe(2);
    }
  });

  test('happens once when the agent dies after any event and starts it again', async () => {
    for (const events of seeds.slice(0, 12)) {
      const world = new HandMachine(events);
      const order = world.order(taskId);
      const wish = { taskId, order, policy: killPolicy };
      const { journal, processes } = world.ports;
      void journal.saveOrder(taskId, { taskId, order }).then(() => processes.start(wish));
      while (world.kernel.events < events && (await world.kernel.step()));
      world.restartAgent();
      expect(await world.done(world.ports.journal.load())).toHaveLength(1);
      if (!world.ports.processes.look(taskId).claimed)
        await world.done(world.ports.processes.start(wish));
      await world.settle();
      expect(world.task(taskId)?.runs).toBe(1);
    }
  });

  test('doesn’t happen if the agent takes the claim first, and else does', async () => {
    const seen = new Set<string>();
    for (const seed of seeds) {
      const world = new HandMachine(seed);
      await world.launch(world.order(taskId));
      const claim = await world.done(world.ports.processes.takeClaim(taskId, 'killed'));
      await world.settle();
      seen.add(`${claim}, then ${world.task(taskId)?.runs} runs`);
    }
    expect([...seen].sort()).toEqual(['held, then 1 runs', 'taken, then 0 runs']);
  });

  test('fails when a port of it is held, by a command or by a stranger', async () => {
    const world = new HandMachine();
    const ports = [{ name: 'http', port: 31_000, protocol: 'tcp' as const }];
    await world.run(world.order(taskId, { ports }));
    const start = (id: string, port: number) => {
      const order = world.order(id, { ports: [{ name: 'http', port, protocol: 'tcp' }] });
      return world.done(world.ports.processes.start({ taskId: id, order, policy: killPolicy }));
    };
    expect(await start('/b#0.1', 31_000)).toMatchObject({ reason: 'port-busy' });
    world.machine.takenPorts.add(31_001);
    expect(await start('/b#0.1', 31_001)).toMatchObject({ reason: 'port-busy' });
    await world.done(world.ports.processes.signal(taskId, kill));
    expect(await start('/b#0.1', 31_000)).toBeUndefined();
  });

  test('of a command whose port was taken since it was looked at ends with a failure', async () => {
    const world = new HandMachine();
    const ports = [{ name: 'http', port: 31_000, protocol: 'tcp' as const }];
    await world.launch(world.order(taskId, { ports }));
    world.machine.takenPorts.add(31_000);
    await world.settle();
    expect(world.ports.processes.look(taskId).exit?.code).toBe(98);
    expect(world.task(taskId)).toMatchObject({ runs: 1, command: 'over' });
  });
});

describe('a full disk', () => {
  test('refuses what is to be journalled, and keeps what was there', async () => {
    const world = new HandMachine();
    const { journal } = world.ports;
    await world.launch(world.order(taskId));
    await world.done(journal.saveMarks(taskId, { ackedSeq: 1 }, true));
    world.fillDisk();
    await expect(world.done(journal.saveOrder('/b#0.1', {}))).rejects.toThrow('ENOSPC');
    await expect(world.done(journal.saveMarks(taskId, {}, true))).rejects.toThrow('ENOSPC');
    await expect(world.done(journal.saveHealth(taskId, {}))).rejects.toThrow('ENOSPC');
    await expect(world.done(journal.saveIdentity({}))).rejects.toThrow('ENOSPC');
    const stored = await world.done(journal.load());
    expect(stored.map(({ marks }) => marks)).toEqual([{ ackedSeq: 1 }]);
  });

  test('lets no supervisor claim, so nothing runs', async () => {
    for (const seed of seeds) {
      const world = new HandMachine(seed);
      await world.launch(world.order(taskId));
      world.fillDisk();
      await world.settle();
      expect(world.task(taskId)?.runs).toBe(0);
      expect(world.ports.processes.look(taskId)).toMatchObject({ launcherGone: true });
    }
  });

  test('leaves a command’s end unwritten: its supervisor is seen dead', async () => {
    const world = new HandMachine();
    await world.run(world.order(taskId, { command: programText({ livesMs: 1_000, code: 3 }) }));
    world.fillDisk();
    await world.settle();
    expect(world.ports.processes.look(taskId)).toMatchObject({ supervisor: 'dead' });
    expect(world.ports.processes.look(taskId)).not.toHaveProperty('exit');
  });
});

describe('a crash of the machine', () => {
  test('keeps what was durable, ends what ran, and boots with another id', async () => {
    const world = new HandMachine();
    await world.run(world.order(taskId));
    await world.done(world.ports.journal.saveMarks(taskId, { ackedSeq: 7 }, true));
    const { bootId, agentId } = world.machine;
    world.machine.crash('kept');
    expect(world.host.isAlive).toBe(false);
    expect(world.machine.isUp).toBe(false);
    expect(world.task(taskId)).toMatchObject({ command: 'over', isGood: false, runs: 1 });
    expect(world.moments.slice(-2).map(({ kind }) => kind)).toEqual([
      'command-over',
      'machine-down',
    ]);
    world.machine.boot();
    world.startAgent();
    expect(world.machine).toMatchObject({ isUp: true, agentId });
    expect(world.machine.bootId).not.toBe(bootId);
    expect(world.machine.identity.starts).toBe(2);
    const [stored] = await world.done(world.ports.journal.load());
    expect(stored).toMatchObject({ order: { taskId }, marks: { ackedSeq: 7 } });
    expect(world.ports.processes.look(taskId).supervisor).not.toBe('alive');
    expect(await world.done(world.ports.processes.search(taskId))).toBe(false);
  });

  test('may lose what wasn’t durable, and never brings half of it', async () => {
    const found = new Set<unknown>();
    for (const seed of seeds) {
      const world = new HandMachine(seed);
      await world.launch(world.order(taskId));
      await world.done(world.ports.journal.saveMarks(taskId, { ackedSeq: 1 }, true));
      await world.done(world.ports.journal.saveMarks(taskId, { ackedSeq: 2 }, false));
      world.machine.crash('kept');
      world.machine.boot();
      world.startAgent();
      const [stored] = await world.done(world.ports.journal.load());
      found.add(JSON.stringify(stored?.marks));
    }
    expect([...found].sort()).toEqual(['{"ackedSeq":1}', '{"ackedSeq":2}']);
  });

  test('that loses the disk makes another agent, which knows nothing', async () => {
    const world = new HandMachine();
    await world.run(world.order(taskId));
    const { agentId } = world.machine;
    expect(agentId).toMatch(/^a1-[0-9a-f]{6}$/);
    world.machine.crash('lost');
    world.machine.boot();
    world.startAgent();
    expect(world.machine.agentId).toMatch(/^a1-[0-9a-f]{6}$/);
    expect(world.machine.agentId).not.toBe(agentId);
    expect(world.machine.identity).toMatchObject({ clusterId: '', highestEpoch: 0, starts: 1 });
    expect(await world.done(world.ports.journal.load())).toEqual([]);
    expect(world.machine.tasks.get(taskId)).toMatchObject({ command: 'over', runs: 1 });
  });

  test('leaves nothing behind that happens afterwards', async () => {
    for (const seed of seeds) {
      const world = new HandMachine(seed);
      await world.launch(world.order(taskId));
      await world.pass(seed);
      world.machine.crash('kept');
      const { runs } = world.task(taskId) ?? {};
      world.machine.boot();
      await world.settle();
      expect(world.task(taskId)?.runs).toBe(runs);
      expect(world.task(taskId)?.command).not.toBe('running');
    }
  });
});

describe('a command', () => {
  test('goes on without its agent, and the next one finds its end', async () => {
    const world = new HandMachine();
    await world.run(world.order(taskId, { command: programText({ livesMs: 5_000, code: 4 }) }));
    const ended: string[] = [];
    world.ports.processes.onLauncherEnd((id) => void ended.push(id));
    world.host.die();
    await world.settle();
    world.startAgent();
    const sight = world.ports.processes.look(taskId);
    expect(sight).toMatchObject({ supervisor: 'dead', exit: { code: 4 }, launcherGone: false });
    expect(ended).toEqual([]);
  });

  test('is good from its ready time until it sickens, on its machine’s own time', async () => {
    const world = new HandMachine();
    const command = programText({ readyMs: 1_000, sickMs: 3_000 });
    await world.run(world.order(taskId, { command }));
    const isGood = () => world.task(taskId)?.isGood;
    const check = () =>
      world.done(
        world.ports.processes.runCommand({
          taskId,
          order: world.order(taskId),
          command: 'sim check',
          timeoutMs: 1_000,
        }),
      );
    expect(isGood()).toBe(false);
    expect(await check()).toBe('exit code 1');
    await world.pass(500);
    world.machine.standStill(60_000);
    await world.pass(60_100);
    expect(isGood()).toBe(false);
    await world.pass(600);
    expect(isGood()).toBe(true);
    expect(await check()).toBeUndefined();
    await world.pass(2_000);
    expect(isGood()).toBe(false);
  });

  test('stands still with its machine, and lives on afterwards', async () => {
    const world = new HandMachine();
    await world.run(world.order(taskId, { command: programText({ livesMs: 1_000 }) }));
    world.machine.standStill(10_000);
    await world.pass(9_999);
    expect(world.task(taskId)?.command).toBe('running');
    await world.pass(900);
    expect(world.task(taskId)?.command).toBe('running');
    await world.pass(200);
    expect(world.task(taskId)?.command).toBe('over');
  });

  test('stands still no longer when it is woken early', async () => {
    const world = new HandMachine();
    await world.run(world.order(taskId, { command: programText({ livesMs: 1_000 }) }));
    world.machine.standStill(60_000);
    await world.pass(5_000);
    world.machine.standStill(0);
    world.kernel.agenda.wake();
    await world.pass(999);
    expect(world.task(taskId)?.command).toBe('running');
    await world.pass(10);
    expect(world.task(taskId)?.command).toBe('over');
  });

  test('killed by a stranger ends by a signal, and outlives its supervisor', async () => {
    const world = new HandMachine();
    await world.run(world.order(taskId));
    world.machine.strangerKills('supervisor');
    expect(world.task(taskId)?.command).toBe('running');
    expect(world.ports.processes.look(taskId).supervisor).toBe('dead');
    world.machine.strangerKills('command');
    const over = world.moments.find(({ kind }) => kind === 'command-over');
    expect(over).toMatchObject({ code: 137, by: 'signal' });
    await world.settle();
    expect(world.ports.processes.look(taskId)).not.toHaveProperty('exit');
    expect(world.machine.strangerKills('command')).toBe(false);
  });

  test('with a timeout is ended by its supervisor, also while no agent lives', async () => {
    const world = new HandMachine();
    const command = programText({ endsMs: -1 });
    await world.run(world.order(taskId, { command, timeoutMs: 2_000 }));
    world.host.die();
    await world.settle();
    world.startAgent();
    const exit = { code: 137, timedOut: true, cpuMs: (2_000 + killPolicy.graceMs) / 4 };
    expect(world.ports.processes.look(taskId).exit).toMatchObject(exit);
  });

  test('that ends before its timeout isn’t timed out', async () => {
    const world = new HandMachine();
    const command = programText({ livesMs: 1_000 });
    await world.run(world.order(taskId, { command, timeoutMs: 1_200 }));
    await world.settle();
    const { exit } = world.ports.processes.look(taskId);
    expect(exit).toMatchObject({ code: 0, timedOut: false, cpuMs: 250 });
  });

  test('has printed that it began, and how it failed', async () => {
    const world = new HandMachine();
    const command = programText({ livesMs: 100, code: 3 });
    await world.run(world.order(taskId, { command }));
    await world.settle();
    const { logs } = world.ports;
    expect(await logs.tail(taskId, 'stdout', 100)).toBe(`sim: ${taskId} begins\n`);
    expect(await logs.tail(taskId, 'stdout', 7)).toBe('begins\n');
    expect(await logs.tail(taskId, 'stderr', 100)).toBe('sim: ends with 3\n');
  });
});

test('a probe asks whoever holds the port', async () => {
  const world = new HandMachine();
  const probe = (port: number) =>
    world.done(world.ports.probes.probe({ kind: 'tcp', port }, 1_000));
  const ports = [{ name: 'http', port: 31_000, protocol: 'tcp' as const }];
  await world.run(world.order(taskId, { ports }));
  expect(await probe(31_000)).toBeUndefined();
  expect(await probe(31_001)).toBe('connect ECONNREFUSED 127.0.0.1:31001');
  world.machine.takenPorts.add(31_001);
  expect(await probe(31_001)).toBeUndefined();
});

test('an order is told of when it is on the disk, a task when it is forgotten', async () => {
  const world = new HandMachine();
  world.machine.epochNow = () => 9;
  await world.run(world.order(taskId));
  await world.done(world.ports.journal.remove(taskId));
  await world.done(world.ports.journal.remove(taskId));
  const about = world.moments.filter(
    ({ kind }) => kind === 'order-kept' || kind === 'task-forgotten',
  );
  expect(about).toEqual([
    { kind: 'order-kept', machine: 'a1', taskId, epoch: 9 },
    { kind: 'task-forgotten', machine: 'a1', taskId },
  ]);
});

test('the same seed gives the same machine, event for event', async () => {
  const run = async () => {
    const world = new HandMachine(7);
    await world.run(world.order(taskId, { command: programText({ livesMs: 500 }) }));
    await world.settle();
    return { moments: world.moments, atMs: world.kernel.agenda.nowMs };
  };
  expect(await run()).toEqual(await run());
});
