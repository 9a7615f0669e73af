// A process that uses a store, for tests that need another one or one that is killed:
// `dump` prints all rows; `batches` commits numbered batches until it is killed, and prints each
// number before (`begun N`) and after its commit; `puts` does so with puts into a run history;
// `raise` tries once to raise epoch 0; `lock` takes the folder's lock, starts a program that
// outlives it, and holds the lock until its input ends.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { openLmdbHistory } from '../../engine/adapters/lmdb/history-lmdb.ts';
import { lockFolder } from '../../engine/adapters/lock-file.ts';
import { openLmdbStore } from '../../engine/adapters/store-lmdb.ts';
import { epochKey, type Store, StoreError, type Write } from '../../engine/ports/store.ts';
import { lastPut, numberedPut } from './history/numbered-puts.ts';

/** Batches that are kept; an older one is overwritten by the next in its slot. */
export const batchSlots = 20;
export const batchKeys = 5;

export const batchKey = (batch: number, at: number): string => `batch/${batch % batchSlots}/${at}`;

/**
 * Written before it returns: what `process.stdout` still holds is lost with a kill -9. For lines
 * that fit into a pipe: of more, only the beginning may be written.
 */
const say = (line: unknown): void => {
  writeSync(1, `${line}\n`);
};

async function dump(store: Store): Promise<void> {
  process.stdout.write(`${JSON.stringify(await store.read('', '\u{10ffff}', 1_000_000))}\n`);
}

async function raise(store: Store): Promise<void> {
  try {
    await store.commit([{ kind: 'put', key: epochKey, value: '1' }], 0);
    say('raised');
  } catch (error) {
    say(error instanceof StoreError ? error.failure : error);
  }
}

async function batches(store: Store, inFlight: number): Promise<void> {
  const [last] = await store.read('last', 'last\0', 1);
  let next = Number(last?.value ?? 0) + 1;
  const turn = async (): Promise<void> => {
    for (;;) {
      const batch = next++;
      say(`begun ${batch}`);
      await store.commit(batchWrites(batch), 0);
      say(batch);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, turn));
}

function batchWrites(batch: number): readonly Write[] {
  const filler = 'x'.repeat((batch * 7919) % 9_000);
  const rows = Array.from({ length: batchKeys }, (_, at): Write => {
    return { kind: 'put', key: batchKey(batch, at), value: `${batch} ${filler}` };
  });
  return [...rows, { kind: 'put', key: 'last', value: String(batch) }];
}

async function puts(folder: string): Promise<void> {
  const history = await openLmdbHistory(folder);
  for (let number = (await lastPut(history)) + 1; ; number++) {
    say(`begun ${number}`);
    await history.put(numberedPut(number));
    say(number);
  }
}

async function lock(folder: string): Promise<void> {
  try {
    const { release } = await lockFolder(folder).acquire();
    const outliving = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
    say(`locked ${outliving.pid}`);
    process.stdin.on('end', () => void release());
    process.stdin.resume();
    outliving.unref();
  } catch (error) {
    say(error instanceof Error ? error.message : error);
  }
}

async function main(verb: string, folder: string, inFlight: number): Promise<void> {
  if (verb === 'lock') return lock(folder);
  if (verb === 'puts') return puts(folder);
  const store = await openLmdbStore(folder);
  if (verb === 'dump') await dump(store);
  if (verb === 'raise') await raise(store);
  if (verb === 'batches') await batches(store, inFlight);
  await store.close();
}

const [verb, folder, inFlight] = process.argv.slice(2);
if (verb !== undefined && folder !== undefined) await main(verb, folder, Number(inFlight ?? 1));
