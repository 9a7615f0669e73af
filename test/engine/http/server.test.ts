// The API over real sockets: answers as described, faults as problems, whatever is thrown at it.
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../engine/model/problem.ts';
import { apiFaults } from '../../support/http/api-check.ts';
import { call } from '../../support/http/http-call.ts';
import { served, servedByToken } from '../../support/http/served.ts';

const json = { 'content-type': 'application/json' };
const post = (body: string) => ({ method: 'POST', headers: json, body });

describe('answers', () => {
  test.each([
    ['/v1/status', 'status.json'],
    ['/v1/apps', 'app.json#/$defs/AppList'],
    ['/v1/apps/shop/web', 'app.json#/$defs/AppDetail'],
    ['/v1/apps/shop%2Fweb', 'app.json#/$defs/AppDetail'],
    ['/v1/tasks?name=/shop/web&limit=1', 'task.json#/$defs/TaskList'],
    ['/v1/tasks/shop/web%230.1', 'task.json#/$defs/TaskDetail'],
    ['/v1/tasks/%2Fshop%2Fweb%230.1', 'task.json#/$defs/TaskDetail'],
    ['/v1/agents', 'agent.json'],
    ['/v1/maintenance', 'resources/maintenance.json'],
    ['/v1/roles', 'role.json'],
    ['/v1/offers', 'resources/offer.json'],
    ['/v1/why?name=/shop/web%230.1', 'why.json'],
    ['/v1/rollouts', 'rollout.json'],
    ['/v1/revisions', 'revision.json'],
    ['/v1/snapshot', 'snapshot.json'],
    ['/v1/jobs', 'job.json#/$defs/JobList'],
    ['/v1/runs', 'run.json#/$defs/RunList'],
    ['/v1/graph', 'job.json#/$defs/GraphView'],
    ['/v1/events', 'event.json'],
    ['/healthz', 'operation.json#/$defs/HealthAnswer'],
    ['/readyz', 'operation.json#/$defs/HealthAnswer'],
  ])('%s is as %s says', async (path, schema) => {
    const { port, face } = await served();
    face.happen(3);
    const answer = await call(port, path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(apiFaults(schema, JSON.parse(answer.text))).toEqual([]);
  });

  test('an answer that hasn’t changed costs no body', async () => {
    const { port, face } = await served();
    for (const path of ['/v1/apps', '/v1/status', '/v1/snapshot']) {
      const first = await call(port, path);
      const etag = String(first.headers.etag);
      face.world.nowMs += 1;
      const second = await call(port, path, { headers: { 'if-none-match': `"other", ${etag}` } });
      expect([second.status, second.text, second.headers.etag]).toEqual([304, '', etag]);
    }
    const before = await call(port, '/v1/apps');
    face.world.disconnect('a');
    const headers = { 'if-none-match': String(before.headers.etag) };
    expect((await call(port, '/v1/apps', { headers })).status).toBe(200);
  });

  test('operations are handed on with who asked', async () => {
    const { port, face } = await served();
    const headers = { ...json, 'x-meridian-user': 'alice' };
    const body = '{"kind":"abort","rollout":"/shop/web!1"}';
    const answer = await call(port, '/v1/operations', { method: 'POST', headers, body });
    expect(apiFaults('operation.json#/$defs/OperationAnswerView', JSON.parse(answer.text))).toEqual(
      [],
    );
    const operation = { kind: 'abort', rollout: '/shop/web!1' };
    expect(face.operations).toEqual([{ operation, who: 'alice (127.0.0.1)' }]);
    await call(port, '/v1/operations', {
      ...post('{"kind":"gone","agent":"a"}'),
      headers: { ...json, 'x-meridian-user': 'a\tb c' },
    });
    expect(face.operations[1]?.who).toBe('a caller at 127.0.0.1');
  });

  test('a refused operation is a problem with the engine’s words', async () => {
    const { port } = await served();
    const answer = await call(port, '/v1/operations', post('{"kind":"pause","name":"/nobody"}'));
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      404,
      { code: 'not-found', where: '/nobody', what: 'no such app', hint: 'look' },
    ]);
  });

  test('a sync says what it found, a failure too', async () => {
    const { port, face } = await served();
    face.outcome = { failure: { code: 'unreachable', message: 'no route to host' } };
    const answer = await call(port, '/v1/sync', post('{}'));
    expect(apiFaults('operation.json#/$defs/SyncAnswer', JSON.parse(answer.text))).toEqual([]);
    expect(JSON.parse(answer.text)).toMatchObject(face.outcome);
  });

  test('metrics count apps, tasks, agents, batches and their time', async () => {
    const { port, face } = await served();
    face.world.disconnect('a');
    await call(port, '/metrics');
    const { text, headers } = await call(port, '/metrics');
    expect(headers['content-type']).toContain('text/plain');
    for (const line of [
      'meridian_apps{state="healthy"}',
      'meridian_tasks{state="running"} 3',
      'meridian_agents{presence="disconnected"} 1',
      'meridian_queued_events 3',
      'meridian_batches_total 7',
      'meridian_batch_seconds_total 1.5',
      'meridian_commit_seconds_total 0.5',
      'process_cpu_seconds_total',
    ])
      expect(text).toContain(line);
  });
});

describe('a task’s output', () => {
  test('comes as it is, with what was asked for', async () => {
    const { port, face } = await served();
    face.output = () =>
      Promise.resolve(
        (async function* () {
          yield new TextEncoder().encode('one\n');
          yield new Uint8Array([0xff, 0x0a]);
        })(),
      );
    const query = 'task=/shop/web%230.1&file=stderr&follow=true&tailLines=10';
    const answer = await call(port, `/v1/tasks/logs?${query}`);
    expect([answer.status, answer.text]).toEqual([200, 'one\n\uFFFD\n']);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(face.streams).toEqual([
      { taskId: '/shop/web#0.1', file: 'stderr', follow: true, tailLines: 10 },
    ]);
  });

  test('of an agent that is away is a problem', async () => {
    const { port, face } = await served();
    const text = { where: '/shop/web#0.1', what: 'its agent is away', hint: 'try again' };
    face.output = () => Promise.reject(new Problem('unreachable', text));
    const answer = await call(port, '/v1/tasks/logs?task=/shop/web%230.1');
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([503, 'unreachable']);
  });

  test('is left off at once when the caller leaves', async () => {
    const { port, face } = await served();
    let hasLeft: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      hasLeft = resolve;
    });
    face.output = () =>
      Promise.resolve({
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise<never>(() => undefined),
          return: () => {
            hasLeft();
            return Promise.resolve({ done: true as const, value: undefined });
          },
        }),
      });
    const controller = new AbortController();
    const url = `http://127.0.0.1:${port}/v1/tasks/logs?task=/a%230.1&follow=true`;
    const asked = fetch(url, { signal: controller.signal }).catch(() => undefined);
    while (face.streams.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await asked;
    await left;
  });
});

describe('faults', () => {
  const cases: readonly (readonly [
    path: string,
    options: Parameters<typeof call>[2],
    status: number,
    says: RegExp,
  ])[] = [
    ['/v1/apps?limt=3', {}, 400, /unknown parameter limt: did you mean limit\?/],
    ['/v1/status?x=1', {}, 400, /unknown parameter x: it takes none/],
    ['/v1/apps?limit=0', {}, 400, /limit must be >= 1/],
    ['/v1/apps?limit=1e9', {}, 400, /limit must be integer/],
    ['/v1/apps?limit=5&limit=6', {}, 400, /limit must be integer/],
    ['/v1/apps?state=well', {}, 400, /one of healthy, rolling/],
    ['/v1/apps?cursor=%21', {}, 400, /nextCursor/],
    ['/v1/apps?__proto__=1', {}, 400, /unknown parameter|it takes/],
    ['/v1/why', {}, 400, /the parameter name is missing/],
    ['/v1/why?name=/shop/wbe', {}, 404, /did you mean \/shop\/web\?/],
    ['/v1/apps/', {}, 400, /names no app/],
    ['/v1/apps/nothing', {}, 404, /nothing here has that name/],
    ['/v1/apps/%E0%A4%A', {}, 400, /can’t be read/],
    ['/v1/nothing', {}, 404, /no such route/],
    ['/v1/agent', {}, 404, /no such route/],
    ['/v1/status', { method: 'DELETE' }, 404, /no such route/],
    ['/v1/tasks/shop/web%230.9', {}, 404, /no such task, or it is remembered no longer/],
    ['/v1/tasks/logs?task=a&file=passwd', {}, 400, /one of stdout, stderr/],
    ['/v1/operations', post('{'), 400, /can’t be read/],
    ['/v1/operations', post(''), 400, /can’t be read|the body/],
    ['/v1/operations', post('[]'), 400, /the body/],
    ['/v1/operations', post('{"kind":"destroy"}'), 400, /the body/],
    ['/v1/operations', post('{"kind":"pause","name":"web"}'), 400, /the body/],
    ['/v1/operations', post('{"kind":"pause","name":"/a","x":1}'), 400, /the body/],
    ['/v1/operations', post('{"__proto__":{"kind":"pause"}}'), 400, /can’t be read/],
    ['/v1/operations', post(`{"kind":"${'x'.repeat(70_000)}"}`), 413, /too large/],
  ];

  test.each(cases)('%s is a problem (row %#)', async (path, options, status, says) => {
    const { port } = await served();
    const answer = await call(port, path, options);
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(says)]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(apiFaults('operation.json#/$defs/ProblemView', JSON.parse(answer.text))).toEqual([]);
  });

  test('a bug of ours is told to the log, not to the caller', async () => {
    const told: unknown[] = [];
    const note = (message: string, facts?: object) => void told.push({ message, facts });
    const { port, face } = await served({ log: { info: note, warn: note, error: note } });
    face.read = () => Promise.reject(new Error('secret detail'));
    const answer = await call(port, '/v1/status');
    expect([answer.status, answer.text.includes('secret')]).toEqual([500, false]);
    expect(JSON.stringify(told)).toContain('secret detail');
  });

  test('what isn’t HTTP is turned away, and the next caller is served', async () => {
    const { port } = await servedByToken();
    for (const text of [
      '\0\0\0\0\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(99_999)}`,
    ]) {
      const said = await new Promise<string>((resolve) => {
        let heard = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (bytes) => {
          heard += bytes.toString('latin1');
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(heard));
      });
      expect(said).toMatch(/^HTTP\/1\.1 4\d\d/);
    }
    expect((await call(port, '/healthz')).status).toBe(200);
  });
});
