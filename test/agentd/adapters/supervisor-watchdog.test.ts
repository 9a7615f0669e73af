// The watchdog of a task with a timeout goes when its command has ended, however soon that is: a
// fresh watchdog may lose the signal that ends it.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exitWords } from '../../support/supervisor/exit-words.ts';
import {
  newWork,
  nothingLeft,
  type Supervised,
  supervise,
} from '../../support/supervisor/lone-supervisor.ts';
import { steppedScript } from '../../support/supervisor/stepped-script.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Up to the moment when the supervisor has told its stopped watchdog to end. */
async function untilTold({ task }: Supervised): Promise<void> {
  await waitUntil('the watchdog has stopped', () => task.hasStopped);
  await waitUntil('the command has ended', () => existsSync(`${task.folder}/exit.tmp`));
}

test('that hears nothing before it has begun is told again', async () => {
  // As between its fork and its first line, where it has its parent's traps and no ear for them.
  const deaf = steppedScript().replace('watchdog() {\n', (line) => `${line}trap '' TERM\n`);
  const work = newWork(deaf);
  const started = supervise(work, '/a#0.1', { step: 'watchdog-called' });
  await untilTold(started);
  started.task.goOn();
  await once(started.supervisor, 'exit');
  expect(exitWords(started.task.folder)).toBe('0');
  await nothingLeft(work);
});

test('that is told as it falls asleep takes its sleep along', async () => {
  const work = newWork(steppedScript());
  const started = supervise(work, '/a#0.1', { step: 'watchdog-napping' });
  await untilTold(started);
  started.task.goOn();
  await once(started.supervisor, 'exit');
  await nothingLeft(work);
});

test('goes with each of many commands that end at once', async () => {
  const work = newWork(steppedScript());
  const all = Array.from({ length: 100 }, (_, index) => supervise(work, `/a#${index}.1`));
  await Promise.all(all.map(({ supervisor }) => once(supervisor, 'exit')));
  await nothingLeft(work);
});
