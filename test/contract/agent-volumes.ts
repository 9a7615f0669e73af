// What every Volumes of an agent keeps: on files, on a simulated machine, and in memory.
import { describe, expect, test } from 'vitest';
import type { Volumes } from '../../agentd/ports/volumes.ts';

export interface VolumesWorld {
  /** On the same disk as the ones before, as a later life of the agent opens them. */
  open(): Promise<Volumes>;
  /** From now on nothing new can be written. */
  breakDisk(): void;
}

const taskId = '/db#0.1';
const volume = (id: string, isNew = true) => ({ id, sizeMib: 10, isNew, taskId });
/** Ids of which no two may be mistaken for each other, on any disk. */
const alike = ['/a~b', '/a/b', '/a%b', '/a%25b', '~a', '.a', 'a', 'ä', 'ae', 'A', '/a/b '];
const long = (end: string): string => `/${'x'.repeat(280)}${end}`;

export function volumesContract(name: string, make: () => VolumesWorld | Promise<VolumesWorld>) {
  const idsIn = async (volumes: Volumes) => (await volumes.list()).map(({ id }) => id);

  describe(`${name} keep the Volumes contract`, () => {
    test('none is there before one is made', async () => {
      const volumes = await (await make()).open();
      expect(await volumes.list()).toEqual([]);
      expect(await volumes.measure('/a')).toBe(0);
    });

    test('what was made is there for every later life, sorted', async () => {
      const world = await make();
      const volumes = await world.open();
      expect(await volumes.open(volume('/b'))).toBe('ready');
      expect(await volumes.open({ ...volume('/a'), sizeMib: 7 })).toBe('ready');
      const both = [
        { id: '/a', sizeMib: 7 },
        { id: '/b', sizeMib: 10 },
      ];
      expect(await volumes.list()).toEqual(both);
      expect(await (await world.open()).list()).toEqual(both);
    });

    test('one that isn’t there is missing, and isn’t made', async () => {
      const volumes = await (await make()).open();
      expect(await volumes.open(volume('/a', false))).toBe('missing');
      expect(await volumes.list()).toEqual([]);
    });

    test('one that is there is ready for the next task, new or not', async () => {
      const volumes = await (await make()).open();
      await volumes.open(volume('/a'));
      expect(await volumes.open({ ...volume('/a', false), taskId: '/db#0.2' })).toBe('ready');
      expect(await volumes.open({ ...volume('/a'), sizeMib: 20 })).toBe('ready');
      expect(await volumes.list()).toEqual([{ id: '/a', sizeMib: 20 }]);
    });

    test('each id is another volume, however alike or long', async () => {
      const world = await make();
      const volumes = await world.open();
      const ids = [...alike, long('1'), long('2')];
      for (const id of ids) await volumes.open(volume(id));
      expect(await idsIn(await world.open())).toEqual([...ids].sort());
      for (const id of ids.slice(1)) await volumes.destroy(id);
      expect(await idsIn(volumes)).toEqual(ids.slice(0, 1));
    });

    test('what was destroyed is gone for every later life, and may be made again', async () => {
      const world = await make();
      const volumes = await world.open();
      await volumes.open(volume('/a'));
      await volumes.open(volume('/b'));
      await volumes.destroy('/a');
      await volumes.destroy('/a');
      expect(await idsIn(await world.open())).toEqual(['/b']);
      expect(await volumes.open(volume('/a', false))).toBe('missing');
      expect(await volumes.open(volume('/a'))).toBe('ready');
    });

    test('on a full disk none is made, and those that are there stay', async () => {
      const world = await make();
      const volumes = await world.open();
      await volumes.open(volume('/a'));
      world.breakDisk();
      await expect(volumes.open(volume('/b'))).rejects.toThrow();
      expect(await idsIn(await world.open())).toEqual(['/a']);
    });
  });
}
