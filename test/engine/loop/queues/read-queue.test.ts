// Reads between batches: short ones as long as there is time, long ones in slices, and batches get
// as much time as those had.
import { expect, test } from 'vitest';
import { ReadQueue } from '../../../../engine/loop/queues/read-queue.ts';

/** A clock that reads put forward. */
class Steps {
  nowMs = 0;
  readonly done: string[] = [];

  monotonicMs(): number {
    return this.nowMs;
  }

  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  read(name: string, ms: number): () => string {
    return () => {
      this.nowMs += ms;
      this.done.push(name);
      return name;
    };
  }

  long(name: string, slices: number, ms: number): () => Generator<void, string> {
    const { read } = this;
    const step = read.bind(this, name, ms)();
    return function* () {
      for (let at = 1; at < slices; at += 1) {
        step();
        yield;
      }
      return step();
    };
  }
}

function queued() {
  const steps = new Steps();
  return { steps, queue: new ReadQueue(steps) };
}

test('short reads are answered in order until their time is over, one at least', async () => {
  const { steps, queue } = queued();
  const answers = ['a', 'b', 'c', 'd'].map((name) => queue.add(steps.read(name, 3)));
  await queue.answer(true);
  expect(steps.done).toEqual(['a', 'b']);
  expect(queue.length).toBe(2);
  await queue.answer(true);
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd']);
  const slow = queue.add(steps.read('slow', 1_000));
  await queue.answer(true);
  expect(await slow).toBe('slow');
});

test('those that come meanwhile wait for the next batch', async () => {
  const { steps, queue } = queued();
  const first = queue.add(() => {
    queue.add(steps.read('second', 0)).catch(() => undefined);
    return 'first';
  });
  await queue.answer(true);
  expect(await first).toBe('first');
  expect(queue.length).toBe(1);
});

test('between two slices of a long read come short ones, while no batch is due', async () => {
  const { steps, queue } = queued();
  const answer = queue.addLong(steps.long('long', 3, 1));
  const short = queue.addLong(steps.long('other', 1, 1));
  setImmediate(() => queue.add(steps.read('short', 1)).catch(() => undefined));
  await queue.answer(false);
  expect(await answer).toBe('long');
  expect(steps.done.filter((name) => name === 'long')).toHaveLength(3);
  expect(steps.done.indexOf('short')).toBeLessThan(steps.done.lastIndexOf('long'));
  await queue.answer(false);
  expect(await short).toBe('other');
});

test('after a long read batches have as much time, unless none is due', async () => {
  const { steps, queue } = queued();
  const all = ['a', 'b', 'c'].map((name) => queue.addLong(steps.long(name, 5, 2)));
  await queue.answer(true);
  queue.batchTook(4);
  await queue.answer(true);
  expect(steps.done.at(-1)).toBe('a');
  queue.batchTook(6);
  await queue.answer(true);
  expect(steps.done.at(-1)).toBe('b');
  await queue.answer(false);
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
});

test('whoever asks for what fails is told, and the others are answered', async () => {
  const { steps, queue } = queued();
  const fail = (): never => {
    throw new Error('bad view');
  };
  const bad = [queue.add(fail), queue.addLong(fail)];
  const good = queue.add(steps.read('good', 1));
  const told = Promise.all(bad.map((one) => expect(one).rejects.toThrow('bad view')));
  await queue.answer(true);
  await told;
  expect(await good).toBe('good');
});

test('at the end all who wait are told', async () => {
  const { steps, queue } = queued();
  const waiting = [queue.add(steps.read('a', 1)), queue.addLong(steps.long('b', 2, 1))];
  const told = Promise.all(waiting.map((one) => expect(one).rejects.toThrow('over')));
  queue.end(new Error('over'));
  await told;
  expect(queue.length).toBe(0);
});

test('more than 10,000 are told to come back', async () => {
  const { steps, queue } = queued();
  const all = Array.from({ length: 10_000 }, () => queue.add(steps.read('a', 0)));
  await expect(queue.add(steps.read('b', 0))).rejects.toMatchObject({ code: 'busy' });
  await queue.answer(false);
  expect(await Promise.all(all)).toHaveLength(10_000);
});
