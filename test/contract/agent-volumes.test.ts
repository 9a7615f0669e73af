import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { VolumeFiles } from '../../agentd/adapters/volumes/volume-files.ts';
import { volumeData, volumeFolder } from '../../agentd/ports/volume-folder.ts';
import { FakeDisk, FakeVolumes } from '../support/agent/fakes/fake-disk.ts';
import { drivenVolumes } from '../support/sim/driven-machine.ts';
import { HandMachine } from '../support/sim/hand-machine.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { volumesContract } from './agent-volumes.ts';

volumesContract('volumes in memory', () => {
  const disk = new FakeDisk();
  return {
    open: async () => new FakeVolumes(disk),
    breakDisk: () => {
      disk.error = 'no space left';
    },
  };
});

volumesContract('volumes of a simulated machine', () => {
  const world = new HandMachine();
  return {
    open: async () => {
      world.restartAgent();
      return drivenVolumes(world);
    },
    breakDisk: () => world.fillDisk(),
  };
});

interface FilesWorld {
  readonly work: string;
  readonly root: string;
  readonly log: string[];
  open(): Promise<VolumeFiles>;
}

function filesWorld(): FilesWorld {
  const work = join(tempFolder(), 'work');
  mkdirSync(work);
  const log: string[] = [];
  const opened: VolumeFiles[] = [];
  onTestFinished(() => {
    for (const one of opened) one.stop();
  });
  const open = async () => {
    const write = (level: string, text: string) => void log.push(`${level}: ${text}`);
    const volumes = new VolumeFiles(work, { write });
    opened.push(volumes);
    await volumes.list();
    return volumes;
  };
  return { work, root: join(work, 'volumes'), log, open };
}

volumesContract('volumes on files', () => {
  const world = filesWorld();
  // Whoever may write everywhere is stopped all the same by what stands in the way.
  const breakDisk = () => {
    const inTheWay = volumeFolder(world.work, '/b');
    mkdirSync(inTheWay);
    writeFileSync(join(inTheWay, 'file'), '');
  };
  return { open: world.open, breakDisk };
});

const wish = { id: '/db#0.1:data', sizeMib: 10, isNew: true, taskId: '/db#0.1' };
const hasNoTrash = (root: string): boolean => !readdirSync(root).some((one) => one.startsWith('.'));

test('a volume’s data is its user’s alone, beside the word of whose it is', async () => {
  const { work, open } = filesWorld();
  await (await open()).open(wish);
  const folder = volumeFolder(work, wish.id);
  expect(folder).toBe(join(work, 'volumes', '~db#0.1:data'));
  expect(statSync(volumeData(work, wish.id)).mode & 0o777).toBe(0o700);
  const file = JSON.parse(readFileSync(join(folder, 'volume.json'), 'utf8'));
  expect(file).toMatchObject({ id: wish.id, sizeMib: 10, lastTask: '/db#0.1' });
  expect(file.madeMs).toBeGreaterThan(0);
  expect(readdirSync(join(work, 'volumes'))).toEqual(['~db#0.1:data']);
});

test('its data stays as it was for whoever has it next', async () => {
  const { work, open } = filesWorld();
  const volumes = await open();
  await volumes.open(wish);
  writeFileSync(join(volumeData(work, wish.id), 'file'), 'canary');
  await volumes.open({ ...wish, taskId: '/db#0.2' });
  expect(readFileSync(join(volumeData(work, wish.id), 'file'), 'utf8')).toBe('canary');
  const file = join(volumeFolder(work, wish.id), 'volume.json');
  expect(JSON.parse(readFileSync(file, 'utf8')).lastTask).toBe('/db#0.2');
});

test('what a crash left on its way in or out is no volume, and goes', async () => {
  const { root, open } = filesWorld();
  for (const name of ['.new-1', '.gone-1']) {
    mkdirSync(join(root, name, 'data'), { recursive: true });
    writeFileSync(join(root, name, 'volume.json'), JSON.stringify({ ...wish, madeMs: 1 }));
  }
  const volumes = await open();
  expect(await volumes.list()).toEqual([]);
  await waitUntil('it is gone', () => readdirSync(root).length === 0);
});

test('a folder that isn’t whole is told of, left alone, and never taken for a volume', async () => {
  const { root, log, open, work } = filesWorld();
  const volumes = await open();
  for (const id of ['/a', '/b', '/c', '/d']) await volumes.open({ ...wish, id });
  rmSync(join(volumeFolder(work, '/a'), 'volume.json'));
  writeFileSync(join(volumeFolder(work, '/b'), 'volume.json'), '{"id":"/b"');
  rmSync(volumeData(work, '/c'), { recursive: true });
  renameSync(volumeFolder(work, '/d'), join(root, '~other'));
  expect(await (await open()).list()).toEqual([]);
  for (const name of ['~a', '~b', '~c', '~other'])
    expect(log.filter((line) => line.startsWith(`error: volumes/${name}:`))).not.toEqual([]);
  expect(await volumes.open({ ...wish, id: '/a', isNew: false })).toBe('missing');
  await expect(volumes.open({ ...wish, id: '/a' })).rejects.toThrow('ENOTEMPTY');
  expect(existsSync(volumeData(work, '/a'))).toBe(true);
});

test('destroyed data goes, deep or many, and links in it lead nowhere', async () => {
  const { work, root, open } = filesWorld();
  const volumes = await open();
  await volumes.open(wish);
  const data = volumeData(work, wish.id);
  const precious = join(work, 'precious');
  mkdirSync(precious);
  writeFileSync(join(precious, 'file'), 'canary');
  symlinkSync(precious, join(data, 'link'));
  symlinkSync(join(precious, 'file'), join(data, 'file-link'));
  mkdirSync(join(data, ...Array.from({ length: 200 }, () => 'deep')), { recursive: true });
  for (let file = 0; file < 500; file += 1) writeFileSync(join(data, `${file}`), '');
  mkdirSync(join(data, 'closed', 'in'), { recursive: true });
  chmodSync(join(data, 'closed'), 0);
  await volumes.destroy(wish.id);
  expect(existsSync(data)).toBe(false);
  await waitUntil('the trash is empty', () => hasNoTrash(root));
  expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('canary');
});

test('a removal that was cut short goes on at the next start', async () => {
  const { work, root, open } = filesWorld();
  const volumes = await open();
  await volumes.open(wish);
  const data = volumeData(work, wish.id);
  for (let file = 0; file < 1_000; file += 1) writeFileSync(join(data, `${file}`), '');
  await volumes.destroy(wish.id);
  volumes.stop();
  const left = readdirSync(root);
  expect(left).toHaveLength(1);
  expect(await (await open()).list()).toEqual([]);
  await waitUntil('the trash is empty', () => hasNoTrash(root));
});

test('what it takes up is measured in whole MiB, links not followed', async () => {
  const { work, open } = filesWorld();
  const volumes = await open();
  await volumes.open(wish);
  const data = volumeData(work, wish.id);
  mkdirSync(join(data, 'in'));
  writeFileSync(join(work, 'other'), Buffer.alloc(8 * 1024 * 1024, 1));
  symlinkSync(join(work, 'other'), join(data, 'link'));
  writeFileSync(join(data, 'in', 'file'), Buffer.alloc(2 * 1024 * 1024 + 1, 1));
  expect(await volumes.measure(wish.id)).toBe(3);
});
