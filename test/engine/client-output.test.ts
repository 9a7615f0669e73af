// A task's output over the real server: however long it says nothing, it is followed.
import { describe, expect, test } from 'vitest';
import { openClient } from '../../engine/client.ts';
import { connect } from '../../engine/client-connection.ts';
import { readOutput } from '../../engine/client-output.ts';
import { Problem } from '../../engine/model/problem.ts';
import { served } from '../support/http/served.ts';
import { problemOf, stranger } from '../support/http/stranger.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('a task that says nothing', () => {
  /** Node's fetch gives a body up after so long without a byte; 300 s by itself. */
  async function impatient<T>(bodyTimeoutMs: number, act: () => Promise<T>): Promise<T> {
    await fetch('data:,');
    const holder = globalThis as unknown as Record<symbol, object>;
    const key = Symbol.for('undici.globalDispatcher.1');
    const usual = holder[key] as object;
    const Agent = usual.constructor as new (options: object) => object;
    holder[key] = new Agent({ bodyTimeout: bodyTimeoutMs });
    try {
      return await act();
    } finally {
      holder[key] = usual;
    }
  }

  test('is followed for longer than fetch waits for a byte', async () => {
    const { url, face } = await served({ heartbeatMs: 100 });
    let speak = (): void => undefined;
    const silent = new Promise<void>((resolve) => {
      speak = resolve;
    });
    face.output = async () =>
      (async function* () {
        await silent;
        yield Buffer.from('at last');
      })();
    const heard = await impatient(1_000, async () => {
      const logs = openClient({ url }).logs({ task: '/a#0.1', file: 'stdout', follow: true });
      const beganMs = performance.now();
      const first = logs[Symbol.asyncIterator]().next();
      // Undici looks at its timeouts once a second.
      await waitUntil('fetch to lose its patience', () => performance.now() - beganMs > 3_000);
      speak();
      return await first;
    });
    expect(Buffer.from(heard.value ?? '').toString()).toBe('at last');
  });

  test('is left at once with the signal, and so is its agent', async () => {
    const { url, face } = await served();
    let isLeft = false;
    const next = (): Promise<IteratorResult<Uint8Array>> => new Promise(() => undefined);
    const leave = async (): Promise<IteratorResult<Uint8Array>> => {
      isLeft = true;
      return { done: true, value: undefined };
    };
    face.output = async () => ({ [Symbol.asyncIterator]: () => ({ next, return: leave }) });
    const stop = new AbortController();
    const query = { task: '/a#0.1', file: 'stdout', follow: true, signal: stop.signal } as const;
    const read = openClient({ url }).logs(query)[Symbol.asyncIterator]().next();
    await waitUntil('the output is asked for', () => face.streams.length === 1);
    stop.abort();
    expect((await read).done).toBe(true);
    await waitUntil('the agent is left', () => isLeft);
  });

  test('an output that turns out not to be there says so in the engine’s words', async () => {
    const { url, face } = await served();
    face.output = async () =>
      (async function* () {
        yield Buffer.from('half');
        const what = 'its agent has no output of it';
        throw new Problem('not-found', { where: 'stream 1', what, hint: 'its sandbox is swept' });
      })();
    const read = async (): Promise<void> => {
      for await (const _ of openClient({ url }).logs({ task: '/a#0.1', file: 'stdout' }));
    };
    expect(await problemOf(read())).toMatchObject({
      code: 'not-found',
      where: '/a#0.1',
      what: 'its agent has no output of it',
      hint: 'its sandbox is swept',
    });
  });

  test('an output that breaks off is no output that ended', async () => {
    const { url, face } = await served();
    face.output = async () =>
      (async function* () {
        yield Buffer.from('half');
        throw new Error('its agent is away');
      })();
    const read = async (): Promise<string> => {
      let heard = '';
      for await (const bytes of openClient({ url }).logs({ task: '/a#0.1', file: 'stdout' }))
        heard += Buffer.from(bytes).toString();
      return heard;
    };
    expect((await problemOf(read())).what).toMatch(/^(the output )?broke off/);
  });

  test('a dead connection is noticed by its silence', async () => {
    const url = await stranger((_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      answer.write(':\n\n');
    });
    const output = readOutput(connect({ url }), { query: {}, silenceMs: 50 });
    const problem = await problemOf(output[Symbol.asyncIterator]().next());
    expect(problem.what).toBe('the output fell silent');
  });
});
