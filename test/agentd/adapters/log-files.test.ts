// Output of tasks: bounded, read from any place, followed over its emptying, and no way out of the
// sandbox for whoever owns it.
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LogFiles } from '../../../agentd/adapters/logs/log-files.ts';
import type { LogReader } from '../../../agentd/ports/logs.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const taskId = '/a#0.1';

function world() {
  const root = tempFolder();
  const sandbox = join(root, 'tasks', '~a#0.1', 'sandbox');
  mkdirSync(sandbox, { recursive: true });
  return { root, sandbox, out: join(sandbox, 'stdout'), logs: new LogFiles(root) };
}

async function rest(reader: LogReader | undefined): Promise<string> {
  let text = '';
  for (;;) {
    const bytes = await reader?.next(7);
    if (bytes === undefined || bytes.length === 0) return text;
    text += Buffer.from(bytes).toString('utf8');
  }
}

async function readAll(logs: LogFiles, wish: { bytes?: number; lines?: number } = {}) {
  const reader = await logs.open(taskId, 'stdout');
  if (wish.bytes !== undefined) await reader?.toLastBytes(wish.bytes);
  if (wish.lines !== undefined) await reader?.toLastLines(wish.lines);
  const text = await rest(reader);
  await reader?.close();
  return text;
}

describe('a log', () => {
  test('keeps its newest bytes within the bound, in two files', async () => {
    const { out, logs } = world();
    for (let round = 0; round < 20; round += 1) {
      appendFileSync(out, `${String(round).padStart(99, '.')}\n`);
      await logs.trim(taskId, 1_000);
      const older = statSync(`${out}.1`, { throwIfNoEntry: false })?.size ?? 0;
      expect(statSync(out).size + older).toBeLessThanOrEqual(1_100);
    }
    const text = await readAll(logs);
    expect(text.endsWith('19\n')).toBe(true);
    expect(text.length).toBeGreaterThanOrEqual(500);
  });

  test('that grew beyond the bound at once keeps its end', async () => {
    const { out, logs } = world();
    writeFileSync(out, `${'x'.repeat(5_000)}the end`);
    await logs.trim(taskId, 1_000);
    expect(readFileSync(`${out}.1`, 'utf8')).toHaveLength(500);
    expect(await readAll(logs)).toMatch(/the end$/);
  });

  test.each([
    [{}, 'one\ntwo\nthree\nfour\n'],
    [{ bytes: 5 }, 'four\n'],
    [{ bytes: 7 }, 'e\nfour\n'],
    [{ bytes: 100 }, 'one\ntwo\nthree\nfour\n'],
    [{ bytes: 0 }, ''],
    [{ lines: 1 }, 'four\n'],
    [{ lines: 3 }, 'two\nthree\nfour\n'],
    [{ lines: 9 }, 'one\ntwo\nthree\nfour\n'],
    [{ lines: 0 }, ''],
  ])('is read over both files from %j', async (wish, text) => {
    const { out, logs } = world();
    writeFileSync(`${out}.1`, 'one\ntwo\nthr');
    writeFileSync(out, 'ee\nfour\n');
    expect(await readAll(logs, wish)).toBe(text);
  });

  test('that is followed loses nothing when it is emptied', async () => {
    const { out, logs } = world();
    writeFileSync(out, 'first;');
    const reader = await logs.open(taskId, 'stdout');
    expect(await rest(reader)).toBe('first;');
    appendFileSync(out, 'second;');
    await logs.trim(taskId, 16);
    expect(readFileSync(`${out}.1`, 'utf8')).toBe(';second;');
    appendFileSync(out, 'third, longer than all before;');
    expect(await rest(reader)).toBe('second;third, longer than all before;');
    await reader?.close();
  });

  test.each([
    ['', 100, ''],
    ['a line\nlast\n\n', 100, 'a line\nlast\n\n'],
    ['a line\nlast\n', 12, 'a line\nlast\n'],
    ['a line\nlast\n', 11, 'last\n'],
    ['a line\nlast\n', 5, 'last\n'],
    ['a line\nlast\n', 4, 'ast\n'],
    ['a line\nlast', 3, 'ast'],
    ['one€two', 6, '€two'],
    ['one€two', 5, 'two'],
    ['one😀two', 6, 'two'],
    ['one€two', 0, ''],
  ])('%j has the tail of %i bytes %j', async (text, bytes, tail) => {
    const { out, logs } = world();
    writeFileSync(out, text);
    expect(await logs.tail(taskId, 'stdout', bytes)).toBe(tail);
  });

  test('that isn’t UTF-8 has a tail with that replaced, and not longer for it', async () => {
    const { out, logs } = world();
    writeFileSync(out, Uint8Array.of(0x61, 0x0a, 0xff, 0x80, 0x62, 0xc3));
    expect(await logs.tail(taskId, 'stdout', 100)).toBe('a\n\ufffd\ufffdb\ufffd');
    expect(await logs.tail(taskId, 'stdout', 7)).toBe('\ufffdb\ufffd');
    writeFileSync(out, new Uint8Array(5_000).fill(0x80));
    expect(await logs.tail(taskId, 'stdout', 1_000)).toBe('\ufffd'.repeat(333));
  });
});

describe('a sandbox that means ill', () => {
  test.each([
    ['a symbolic link', (target: string, out: string) => symlinkSync(target, out)],
    ['a hard link', (target: string, out: string) => linkSync(target, out)],
    ['a folder', (_: string, out: string) => mkdirSync(out)],
  ])('gets nothing read or emptied through %s', async (_, plant) => {
    const { root, out, logs } = world();
    const target = join(root, 'secret');
    writeFileSync(target, 'canary'.repeat(100));
    plant(target, out);
    await logs.trim(taskId, 10);
    expect(await logs.open(taskId, 'stdout')).toBeUndefined();
    expect(await logs.tail(taskId, 'stdout', 100)).toBe('');
    expect(readFileSync(target, 'utf8')).toHaveLength(600);
  });

  test('can’t lead the copy astray', async () => {
    const { root, out, logs } = world();
    const target = join(root, 'precious');
    writeFileSync(target, 'precious');
    symlinkSync(target, `${out}.1`);
    symlinkSync(target, `${out}.1.tmp`);
    writeFileSync(out, 'x'.repeat(100));
    await logs.trim(taskId, 100);
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });
});
