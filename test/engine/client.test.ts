// The typed client against the real server: answers, faults in three parts, streams that resume.
import type { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type FollowNote, openClient } from '../../engine/client.ts';
import { connect } from '../../engine/client-connection.ts';
import { followEvents } from '../../engine/client-events.ts';
import { createHttpServer } from '../../engine/http/server.ts';
import { Redacted } from '../../engine/lib/redacted.ts';
import { Problem } from '../../engine/model/problem.ts';
import { fail, firstRun, load, running } from '../support/http/job-worlds.ts';
import { served, servedByToken, token } from '../support/http/served.ts';
import { problemOf, servers, stranger } from '../support/http/stranger.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Collects garbage for so long, as a program does that runs on. */
async function cleanMemory(ms: number): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const untilMs = performance.now() + ms;
  await waitUntil('memory to be cleaned', () => {
    collect();
    return performance.now() > untilMs;
  });
}

describe('the client', () => {
  test('asks for everything there is', async () => {
    const { url, face } = await served();
    face.happen(3);
    const client = openClient({ url, user: 'alice' });
    expect((await client.status()).clusterId).toBe('test');
    expect((await client.apps()).items.map(({ name }) => name)).toEqual(['/shop/db', '/shop/web']);
    expect((await client.apps({ limit: 1 })).nextCursor).toBeTypeOf('string');
    expect((await client.app('/shop/web')).tasks).toHaveLength(2);
    expect((await client.tasks({ name: '/shop/web' })).items).toHaveLength(2);
    const agents = await client.agents();
    expect([agents.items.length, agents.absence.agentTimeoutMs]).toEqual([2, 75_000]);
    expect((await client.roles()).items.map(({ role }) => role)).toEqual(['*']);
    expect((await client.volumes({ state: 'stray' })).items).toEqual([]);
    expect((await client.why('/shop/web#0.1')).subject).toBe('task');
    expect((await client.rollouts()).items).toHaveLength(2);
    expect((await client.revisions()).items).toHaveLength(1);
    expect((await client.events({ limit: 2 })).items).toHaveLength(2);
    expect((await client.snapshot()).apps[0]?.spec?.name).toBe('/shop/db');
    expect(await client.sync()).toEqual({ formatVersion: 1 });
    await client.operate({ kind: 'resume', name: '/shop/web' });
    expect(face.operations[0]?.who).toBe('alice (127.0.0.1)');
  });

  test('asks for jobs, their runs and what comes next', async () => {
    const world = running();
    fail(world);
    const { url, face } = await served({ world });
    const client = openClient({ url, user: 'alice' });
    expect((await client.jobs({ group: '/etl' })).items.map(({ name }) => name)).toEqual([load]);
    expect((await client.job(load)).counts.failed).toBe(1);
    expect((await client.runs({ job: load })).items.map(({ id }) => id)).toEqual([firstRun]);
    expect((await client.runs({ state: 'running' })).items).toEqual([]);
    expect((await client.run(firstRun)).attempts).toHaveLength(1);
    expect((await client.graph()).nodes).toHaveLength(1);
    const { items } = await client.nextDue(load, { afterMs: 0, count: 2 });
    expect(items.map(({ utc }) => utc)).toEqual(['2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z']);
    expect((await client.why(firstRun)).subject).toBe('run');
    expect((await client.snapshot()).jobs[0]?.spec?.trigger.kind).toBe('timetable');
    const { run } = await client.operate({ kind: 'run', job: load, env: { A: 'b' } });
    expect(run).toBe('/etl/load@m1');
    await client.operate({ kind: 'retry', run: firstRun });
    expect(face.operations.map(({ operation }) => operation.kind)).toEqual(['run', 'retry']);
    const unknown = await problemOf(client.run('/etl/load@m9'));
    expect([unknown.code, unknown.where]).toEqual(['not-found', '/etl/load@m9']);
  });

  test('reads a list of many pages as one', async () => {
    const { url, face } = await served();
    const { tables } = face.world.core;
    const [first] = tables.revisions.values();
    for (let number = 2; first && number <= 2_500; number += 1)
      tables.revisions.set(number, { ...first, number });
    const { items, nextCursor } = await openClient({ url }).revisions();
    expect([items.length, items[0]?.number, nextCursor]).toEqual([2_500, 2_500, undefined]);
  });

  test('reads as many rows as are asked for, however many pages that takes', async () => {
    const { url, face } = await served();
    face.happen(2_300);
    const last = face.world.core.tables.lastNotice;
    const client = openClient({ url });
    const numbers = async (query: { after?: number; limit: number }): Promise<number[]> =>
      (await client.events(query)).items.map(({ number }) => number);
    const upTo = (end: number, count: number): number[] =>
      Array.from({ length: count }, (_, at) => end - count + 1 + at);
    expect(await numbers({ limit: 2_200 })).toEqual(upTo(last, 2_200));
    expect(await numbers({ limit: 30 })).toEqual(upTo(last, 30));
    expect(await numbers({ after: last - 2_100, limit: 1_500 })).toEqual(upTo(last - 600, 1_500));
    const { tables } = face.world.core;
    const [row] = tables.revisions.values();
    for (let number = 2; row && number <= 2_500; number += 1)
      tables.revisions.set(number, { ...row, number });
    expect((await client.revisions({ limit: 1_200 })).items).toHaveLength(1_200);
  });

  test('shows the token to the engine and to nobody else', async () => {
    const { url } = await servedByToken();
    const client = openClient({ url, token: new Redacted(token) });
    expect((await client.status()).clusterId).toBe('test');
    const refused = await problemOf(openClient({ url, token: new Redacted('wr0ng') }).status());
    expect([refused.code, JSON.stringify(refused).includes('wr0ng')]).toEqual([
      'unauthorized',
      false,
    ]);
    expect(JSON.stringify(client)).not.toContain(token);
  });

  test('gives a task’s output as it comes', async () => {
    const { url, face } = await served();
    const text = new TextEncoder();
    face.output = () =>
      Promise.resolve(
        (async function* () {
          yield text.encode('one ');
          yield text.encode('two');
        })(),
      );
    let heard = '';
    const logs = openClient({ url }).logs({ task: '/shop/web#0.1', file: 'stdout', tailLines: 5 });
    for await (const bytes of logs) heard += Buffer.from(bytes).toString();
    expect([heard, face.streams[0]?.tailLines]).toEqual(['one two', 5]);
  });
});

describe('what goes wrong', () => {
  test('an engine that isn’t there says how to start it', async () => {
    const url = await stranger(undefined);
    for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
    const { code, message } = await problemOf(openClient({ url }).status());
    const hint = 'start it with `meridian up` or pass --engine';
    expect([code, message]).toEqual([
      'unreachable',
      `engine at ${url}: can't be reached (ECONNREFUSED): ${hint}`,
    ]);
  });

  test.each([
    ['ftp://x', /is no http URL/],
    ['127.0.0.1:80', /is no http URL/],
    ['http://me:secret@127.0.0.1:1', /holds a user or a password/],
  ])('%s is no engine’s address', (url, says) => {
    expect(() => openClient({ url })).toThrow(says);
    expect(() => openClient({ url })).not.toThrow(/secret/);
  });

  test('the engine’s own words come through', async () => {
    const { url } = await served();
    const client = openClient({ url });
    const problem = await problemOf(client.app('/shop/wbe'));
    expect(problem.message).toBe('/shop/wbe: nothing here has that name: did you mean /shop/web?');
    const refused = await problemOf(client.operate({ kind: 'pause', name: '/nobody' }));
    expect([refused.code, refused.exitCode]).toEqual(['not-found', 1]);
    const logs = client.logs({ task: '', file: 'stdout' });
    await expect(logs[Symbol.asyncIterator]().next()).rejects.toThrow(Problem);
  });

  test('what is no engine is named so', async () => {
    const answers: readonly Parameters<typeof createServer>[1][] = [
      (_, answer) => answer.end('<html>'),
      (_, answer) => answer.writeHead(500).end('oops'),
      (_, answer) => answer.writeHead(404).end('{"code":"constructor"}'),
    ];
    for (const answer of answers) {
      const client = openClient({ url: await stranger(answer) });
      expect((await problemOf(client.status())).hint).toBe('is it an engine of this version?');
    }
  });

  test('an engine of another version is named so', async () => {
    const client = openClient({ url: await stranger((_, to) => to.end('{"formatVersion":2}')) });
    const { what, hint } = await problemOf(client.status());
    expect(what).toBe('it speaks format version 2, this program 1');
    expect(hint).toContain('of the engine’s version');
    const older = openClient({ url: (await served()).url });
    const unknown = await problemOf(connect({ url: older.url }).json('GET', '/v1/newer', {}));
    expect(unknown.what).toBe('it has no GET /v1/newer');
  });

  test('an answer that never comes is given up', async () => {
    const client = openClient({ url: await stranger(() => undefined), timeoutMs: 50 });
    expect((await problemOf(client.status())).code).toBe('timeout');
    const events = client.followEvents({})[Symbol.asyncIterator]();
    await expect(events.next()).rejects.toThrow(/no answer within/);
  });

  test('an answer that breaks off says so, and of a change that it isn’t known', async () => {
    const url = await stranger((request, answer) => {
      answer.writeHead(200, { 'content-length': 1_000 });
      answer.write('{"half":', () => request.socket.destroySoon());
    });
    const broken = `engine at ${url}: broke off in the middle of its answer (other side closed)`;
    const client = openClient({ url });
    const read = await problemOf(client.status());
    expect([read.code, read.message]).toEqual([
      'unreachable',
      `${broken}: it may have been stopped or restarted: try again`,
    ]);
    const changed = await problemOf(client.operate({ kind: 'pause', name: '/a' }));
    expect(changed.message).toContain(`${broken}: whether it was done isn’t known`);
  });

  test('no answer at all after the request was taken says so', async () => {
    const client = openClient({ url: await stranger((request) => request.socket.destroySoon()) });
    expect((await problemOf(client.status())).what).toMatch(/^broke off before it answered/);
  });

  test('a redirect is not followed with the token', async () => {
    const { url } = await servedByToken();
    const to = await stranger((_, answer) => answer.writeHead(302, { location: url }).end());
    const problem = await problemOf(openClient({ url: to, token: new Redacted(token) }).status());
    expect(problem.code).toBe('unreachable');
  });
});

describe('following events', () => {
  test('dials again when it falls silent', async () => {
    const asked: unknown[] = [];
    const url = await stranger((request, answer) => {
      asked.push(request.headers['last-event-id']);
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      const number = 7 + asked.length;
      answer.write(`id: ${number}\nevent: notice\ndata: {"number":${number}}\n\n`);
    });
    const to = connect({ url });
    const events = followEvents(to, { after: 7, silenceMs: 50 })[Symbol.asyncIterator]();
    const numbers = [await events.next(), await events.next()].map(({ value }) => value?.number);
    await events.return?.();
    expect([numbers, asked]).toEqual([
      [8, 9],
      ['7', '8'],
    ]);
  });

  test('goes on after the engine was away, without a gap or a repeat', async () => {
    const { face, port, url, server } = await served();
    const leave = new AbortController();
    const numbers: number[] = [];
    const base = face.world.core.tables.lastNotice;
    const again = createHttpServer({ face, openOnLoopback: true });
    const restart = async (): Promise<void> => {
      await server.close();
      face.happen(2);
      await again.listen('127.0.0.1', port);
    };
    face.happen(2);
    const events = openClient({ url }).followEvents({ after: base, signal: leave.signal });
    for await (const { number } of events) {
      numbers.push(number);
      if (numbers.length === 2) await restart();
      if (numbers.length === 4) face.happen();
      if (numbers.length === 5) leave.abort();
    }
    await again.close();
    expect(numbers).toEqual([1, 2, 3, 4, 5].map((step) => base + step));
  });

  test('says that the connection is lost and back, and is patient where asked', async () => {
    let asked = 0;
    const url = await stranger((request, answer) => {
      asked += 1;
      if (asked > 1 && asked < 4) {
        request.socket.destroy();
        return;
      }
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      const number = 6 + asked;
      answer.write(`id: ${number}\nevent: begin\ndata: {}\n\n`);
      answer.end(`id: ${number + 1}\nevent: notice\ndata: {"number":${number + 1}}\n\n`);
    });
    const notes: FollowNote[] = [];
    const hear = (note: FollowNote): void => void notes.push(note);
    const to = connect({ url });
    const events = followEvents(to, { after: 7, isPatient: true, hear })[Symbol.asyncIterator]();
    await events.next();
    await events.next();
    await events.return?.();
    expect(notes.map(({ kind }) => kind)).toEqual(['lost', 'back', 'dropped']);
    expect(notes.at(-1)).toEqual({ kind: 'dropped', first: 9, last: 10 });
  });

  test('says that events are kept no longer, or are those of another store', async () => {
    const { url, face } = await served();
    face.happen(5);
    const last = face.world.core.tables.lastNotice;
    face.stored.splice(0, 3);
    const noted = async (after: number): Promise<FollowNote | undefined> => {
      const notes: FollowNote[] = [];
      const leave = new AbortController();
      const hear = (note: FollowNote): void => void notes.push(note);
      const options = { after, signal: leave.signal, hear };
      const events = openClient({ url }).followEvents(options);
      const next = events[Symbol.asyncIterator]().next();
      await waitUntil('it is said', () => notes.length > 0);
      leave.abort();
      await next;
      return notes[0];
    };
    const first = last - 4;
    expect(await noted(last - 5)).toEqual({ kind: 'dropped', first, last: first + 2 });
    expect(await noted(last + 50)).toEqual({ kind: 'other-store', last });
  });

  test('ends at once with the signal', async () => {
    const { url } = await served();
    const leave = new AbortController();
    const events = openClient({ url }).followEvents({ signal: leave.signal });
    const next = events[Symbol.asyncIterator]().next();
    leave.abort();
    expect((await next).done).toBe(true);
  });

  test('ends with the signal long after its answer began, memory having been cleaned', async () => {
    const { url } = await served();
    const leave = new AbortController();
    const events = openClient({ url }).followEvents({ after: 0, signal: leave.signal });
    const next = events[Symbol.asyncIterator]().next();
    await cleanMemory(1_000);
    leave.abort();
    expect((await next).done).toBe(true);
  });

  test('waits for the rest of an answer no longer than for its beginning', async () => {
    const url = await stranger((_, response) => response.write('{'));
    const client = openClient({ url, timeoutMs: 400 });
    const [{ code }] = await Promise.all([problemOf(client.status()), cleanMemory(200)]);
    expect(code).toBe('timeout');
  });
});
