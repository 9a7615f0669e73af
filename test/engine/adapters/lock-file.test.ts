import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '../../../engine/adapters/lock-file.ts';
import { type StoreProcess, startStoreProcess } from '../../support/store-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A process that has the lock of the folder, or has said why not. */
async function startLocker(folder: string): Promise<StoreProcess> {
  const locker = startStoreProcess('lock', folder);
  onTestFinished(async () => {
    locker.child.kill('SIGKILL');
    await locker.ended;
  });
  await locker.printed(1);
  const outliving = /^locked (\d+)$/.exec(locker.lines[0] ?? '')?.[1];
  if (outliving) onTestFinished(() => void process.kill(Number(outliving), 'SIGKILL'));
  return locker;
}

it('refuses a second engine, and says which process holds the folder and since when', async () => {
  const folder = tempFolder();
  const locker = await startLocker(folder);
  const { since } = JSON.parse(await readFile(join(folder, 'engine.lock'), 'utf8'));
  expect(Date.now() - Date.parse(since)).toBeLessThan(60_000);
  await expect(lockFolder(folder).acquire()).rejects.toMatchObject({
    code: 'conflict',
    message:
      `${folder}: it is held by pid ${locker.child.pid} on ${hostname()} since ${since}: ` +
      'stop that engine first, or give this one a folder of its own: --data DIR or data',
  });
}, 30_000);

it('is free again after kill -9, though a program that the engine started lives on', async () => {
  const folder = tempFolder();
  for (let kill = 0; kill < 5; kill++) {
    const locker = await startLocker(folder);
    expect(locker.lines[0]).toMatch(/^locked/);
    locker.child.kill('SIGKILL');
    await locker.ended;
    const lock = await lockFolder(folder).acquire();
    await lock.release();
  }
}, 60_000);

it('is free again when the holder ends by itself', async () => {
  const folder = tempFolder();
  const locker = await startLocker(folder);
  locker.child.stdin?.end();
  await locker.ended;
  const lock = await lockFolder(folder).acquire();
  await lock.release();
}, 30_000);

it('goes to exactly one of many that start at once, in one process or several', async () => {
  const folder = tempFolder();
  const own = Array.from({ length: 10 }, () => lockFolder(folder).acquire());
  const [settled, ...others] = await Promise.all([
    Promise.allSettled(own),
    ...Array.from({ length: 3 }, () => startLocker(folder)),
  ]);
  const held = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const elsewhere = others.filter((locker) => locker.lines[0]?.startsWith('locked'));
  expect(held.length + elsewhere.length).toBe(1);
  for (const lock of held) await lock.release();
}, 30_000);

it('can be taken again once it is released, and releasing twice is harmless', async () => {
  const folder = join(tempFolder(), 'new');
  const first = await lockFolder(folder).acquire();
  await expect(lockFolder(folder).acquire()).rejects.toThrow(`pid ${process.pid}`);
  await first.release();
  const second = await lockFolder(folder).acquire();
  await first.release();
  await expect(lockFolder(folder).acquire()).rejects.toThrow(`pid ${process.pid}`);
  await second.release();
});

it('takes no note for a holder: not one left behind, nor one that is no note', async () => {
  const folder = tempFolder();
  const left = { pid: process.pid, host: hostname(), since: '2020-01-01T00:00:00.000Z' };
  for (const note of [JSON.stringify(left), '{}', 'x', '']) {
    await writeFile(join(folder, 'engine.lock'), note);
    const lock = await lockFolder(folder).acquire();
    await lock.release();
  }
});

it('says so when the holder left no note, after waiting for one', async () => {
  const folder = tempFolder();
  const lock = await lockFolder(folder).acquire();
  await writeFile(join(folder, 'engine.lock'), '');
  await expect(lockFolder(folder).acquire()).rejects.toThrow(
    `${folder}: it is held by another process, which has left no note`,
  );
  await lock.release();
});

it('refuses a file in place of the folder', async () => {
  const file = join(tempFolder(), 'file');
  await writeFile(file, '');
  await expect(lockFolder(file).acquire()).rejects.toThrow(
    /can't be opened as a folder \(EEXIST\)/,
  );
});
