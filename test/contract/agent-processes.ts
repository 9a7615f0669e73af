// What every Processes of an agent keeps: with real processes, and on a machine in memory.
import { describe, expect, test } from 'vitest';
import type { Processes } from '../../agentd/ports/processes.ts';
import { orderOf } from '../support/agent/orders.ts';
import { waitUntil } from '../support/wait-until.ts';

export interface ProcessesWorld {
  readonly processes: Processes;
  /** As the journal does before a start. */
  prepare(taskId: string): Promise<void>;
  /** Whether the command goes on until it is told to end, or ends with 0. */
  command(taskId: string, kind: 'long' | 'short' | 'deaf'): string;
  /** How often its command was started. */
  runs(taskId: string): number;
  killSupervisor(taskId: string): void;
  /** Lets time pass, where it has to be let. */
  tick(): void;
}

const taskId = '/shop/web#0.1';
const policy = { delayMs: 0, graceMs: 1_000, signal: 'SIGTERM' };
const term = { signal: 'SIGTERM', graceMs: 1_000, supervisor: false };
const kill = { signal: 'SIGKILL', graceMs: 0, supervisor: false };

export function processesContract(name: string, make: () => ProcessesWorld): void {
  const start = async (world: ProcessesWorld, kind: 'long' | 'short' | 'deaf') => {
    await world.prepare(taskId);
    const order = orderOf(taskId, { command: world.command(taskId, kind) });
    return () => world.processes.start({ taskId, order, policy });
  };
  const left = async (world: ProcessesWorld) => (await world.processes.sweep(taskId, true)).count;
  const until = (world: ProcessesWorld, what: string, isTrue: () => boolean) =>
    waitUntil(what, () => {
      world.tick();
      return isTrue();
    });
  const running = async (kind: 'long' | 'deaf') => {
    const world = make();
    const fork = await start(world, kind);
    await fork();
    await until(world, 'it runs', () => world.runs(taskId) === 1);
    const look = () => world.processes.look(taskId);
    await until(world, 'it is seen', () => look().child !== undefined);
    return { world, look };
  };

  describe(`${name} keep the Processes contract`, () => {
    test('nothing is known of a task before its start', async () => {
      const world = make();
      await world.prepare(taskId);
      const nothing = { claimed: false, supervisor: 'none', launcherGone: false };
      expect(world.processes.look(taskId)).toEqual(nothing);
      expect(await world.processes.search(taskId)).toBe(false);
      expect(await left(world)).toBe(0);
    });

    test('a command runs once and leaves its exit', async () => {
      const world = make();
      const ended: string[] = [];
      world.processes.onLauncherEnd((id) => void ended.push(id));
      const fork = await start(world, 'short');
      expect(await fork()).toBeUndefined();
      const look = () => world.processes.look(taskId);
      await until(world, 'its exit', () => look().exit !== undefined && look().launcherGone);
      expect(look()).toMatchObject({ claimed: true, exit: { code: 0, timedOut: false } });
      expect(look().child?.startedMs).toBeLessThanOrEqual(look().exit?.endedMs ?? 0);
      expect(world.runs(taskId)).toBe(1);
      expect(ended).toEqual([taskId]);
    });

    test('of two supervisors at once exactly one runs the command', async () => {
      const world = make();
      const fork = await start(world, 'short');
      await Promise.all([fork(), fork(), fork()]);
      await until(world, 'its exit', () => world.processes.look(taskId).exit !== undefined);
      await waitUntil('no supervisor is left', async () => {
        world.tick();
        return !(await world.processes.search(taskId));
      });
      expect(world.runs(taskId)).toBe(1);
    });

    test('a supervisor that finds the claim taken ends without running anything', async () => {
      const world = make();
      const fork = await start(world, 'short');
      expect(await world.processes.takeClaim(taskId, 'killed')).toBe('taken');
      expect(await world.processes.takeClaim(taskId, 'again')).toBe('held');
      await fork();
      await until(world, 'it ends', () => world.processes.look(taskId).launcherGone);
      const sight = world.processes.look(taskId);
      expect(sight).toMatchObject({ claimed: true, claimNote: 'killed', supervisor: 'none' });
      expect(world.runs(taskId)).toBe(0);
    });

    test('a claim that a supervisor has taken is held, and has no note', async () => {
      const { world, look } = await running('long');
      expect(await world.processes.takeClaim(taskId, 'killed')).toBe('held');
      expect(look()).toMatchObject({ claimed: true, supervisor: 'alive' });
      expect(look()).not.toHaveProperty('claimNote');
      expect(await world.processes.search(taskId)).toBe(true);
    });

    test('a signal ends the command, and its supervisor writes what it was', async () => {
      const { world, look } = await running('long');
      await world.processes.signal(taskId, term);
      await until(world, 'its exit', () => look().exit !== undefined);
      expect(look().exit?.code).toBe(143);
      expect(await left(world)).toBe(0);
    });

    test('SIGKILL ends a command that ignores SIGTERM', async () => {
      const { world, look } = await running('deaf');
      await world.processes.signal(taskId, term);
      expect(await world.processes.signal(taskId, kill)).toEqual({ count: 0, shown: [] });
      await until(world, 'its exit', () => look().exit !== undefined);
      expect(look().exit?.code).toBe(137);
    });

    test('a killed supervisor is seen to be dead, and what it left can be swept up', async () => {
      const { world, look } = await running('long');
      world.killSupervisor(taskId);
      await until(world, 'it is dead', () => look().supervisor === 'dead');
      expect(look().exit).toBeUndefined();
      expect((await world.processes.sweep(taskId, false)).count).toBe(1);
      expect(await left(world)).toBe(0);
    });

    test('a check’s command says what went wrong', async () => {
      const { world } = await running('long');
      const order = orderOf(taskId);
      const run = (command: string) =>
        world.processes.runCommand({ taskId, order, command, timeoutMs: 5_000 });
      expect(await run('true')).toBeUndefined();
      expect(await run('exit 1')).toBe('exit code 1');
    });
  });
}
