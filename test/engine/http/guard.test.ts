// Who may call what, route by route: nothing is open that isn't meant to be.
import { describe, expect, test } from 'vitest';
import { createHttpServer } from '../../../engine/http/server.ts';
import { call } from '../../support/http/http-call.ts';
import { served, servedByToken, token } from '../../support/http/served.ts';

const json = { 'content-type': 'application/json' };
const bearer = { authorization: `Bearer ${token}` };

/** The whole API. A new route has to be entered here with who may call it. */
const table: Readonly<Record<string, 'open' | 'read' | 'write'>> = {
  'GET /v1/status': 'read',
  'GET /v1/apps': 'read',
  'GET /v1/apps/*': 'read',
  'GET /v1/jobs': 'read',
  'GET /v1/jobs/*': 'read',
  'GET /v1/next/*': 'read',
  'GET /v1/runs': 'read',
  'GET /v1/runs/*': 'read',
  'GET /v1/graph': 'read',
  'GET /v1/tasks': 'read',
  'GET /v1/tasks/*': 'read',
  'GET /v1/tasks/logs': 'read',
  'GET /v1/agents': 'read',
  'GET /v1/maintenance': 'read',
  'GET /v1/roles': 'read',
  'GET /v1/volumes': 'read',
  'GET /v1/offers': 'read',
  'GET /v1/why': 'read',
  'GET /v1/rollouts': 'read',
  'GET /v1/revisions': 'read',
  'GET /v1/snapshot': 'read',
  'GET /v1/events': 'read',
  'GET /v1/openapi.json': 'open',
  'POST /v1/sync': 'write',
  'POST /v1/operations': 'write',
  'GET /metrics': 'read',
  'GET /healthz': 'open',
  'GET /readyz': 'open',
};

const paths = Object.entries(table).map(([row, access]) => {
  const [method = '', path = ''] = row.split(' ');
  return { row, method, path: path.replace('*', 'shop/web'), access };
});

const body = (method: string) => (method === 'POST' ? { body: '{}' } : {});

test('every route has its rule, and what only changes nothing is GET', async () => {
  const { server } = await served();
  const routes = server.routes.filter(({ method }) => method !== 'HEAD');
  const rows = routes.map(({ method, path, access }) => [`${method} ${path}`, access]);
  expect(Object.fromEntries(rows)).toEqual(table);
  for (const { method, access } of server.routes)
    expect(['GET', 'HEAD'].includes(method)).toBe(access !== 'write');
});

describe('with a token', () => {
  test.each(paths)('$row is $access', async ({ method, path, access }) => {
    const { port } = await servedByToken();
    const tries = [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic eDp5' }];
    for (const headers of tries) {
      const answer = await call(port, path, {
        method,
        headers: { ...json, ...headers },
        ...body(method),
      });
      if (access === 'open') expect(answer.status).toBe(200);
      else {
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toBe('Bearer');
        expect(answer.text).not.toContain(token);
      }
    }
    const answer = await call(port, path, {
      method,
      headers: { ...json, ...bearer },
      ...body(method),
    });
    expect(answer.status).not.toBe(401);
    expect(answer.status).not.toBe(403);
  });

  test('an unknown route tells a stranger nothing', async () => {
    const { port } = await servedByToken();
    expect((await call(port, '/v1/secret')).status).toBe(401);
    expect((await call(port, '/v1/secret', { headers: bearer })).status).toBe(404);
  });
});

describe('open on loopback', () => {
  const cases: readonly (readonly [
    promise: string,
    headers: (port: number) => Record<string, string>,
    read: number,
    write: number,
  ])[] = [
    ['a plain caller may', () => json, 200, 200],
    ['by the name localhost too', (port) => ({ ...json, host: `localhost:${port}` }), 200, 200],
    [
      'a name that resolves here may not',
      (port) => ({ ...json, host: `evil.test:${port}` }),
      403,
      403,
    ],
    ['another port may not', () => ({ ...json, host: '127.0.0.1:1' }), 403, 403],
    ['no port may not', () => ({ ...json, host: '127.0.0.1' }), 403, 403],
    ['a page of another site may not', () => ({ ...json, origin: 'http://evil.test' }), 403, 403],
    ['a sandboxed page may not', () => ({ ...json, origin: 'null' }), 403, 403],
    ['its own page may', (port) => ({ ...json, origin: `http://127.0.0.1:${port}` }), 200, 200],
    ['a form may not write', () => ({ 'content-type': 'text/plain' }), 200, 400],
    ['a body of no type may not write', () => ({}), 200, 400],
    [
      'a wrong token is never taken for none',
      () => ({ ...json, authorization: 'Bearer x' }),
      401,
      401,
    ],
  ];

  test.each(cases)('%s', async (_, headers, read, write) => {
    const { port, face } = await served();
    const reading = await call(port, '/v1/status', { headers: headers(port) });
    const writing = await call(port, '/v1/operations', {
      method: 'POST',
      headers: headers(port),
      body: '{"kind":"pause","name":"/shop/web"}',
    });
    expect([reading.status, writing.status]).toEqual([read, write]);
    expect(face.operations).toHaveLength(write === 200 ? 1 : 0);
  });

  test.each(['0.0.0.0', '::', '192.0.2.1', 'example.test'])('never listens on %s', async (host) => {
    const { face } = await served();
    const server = createHttpServer({ face, openOnLoopback: true });
    await expect(server.listen(host, 0)).rejects.toThrow(/no token is asked for/);
    await server.close();
  });
});

test('with neither token nor loopback nobody gets in', async () => {
  const { port } = await served({ openOnLoopback: false });
  expect((await call(port, '/v1/status')).status).toBe(401);
  expect((await call(port, '/v1/status', { headers: { authorization: 'Bearer ' } })).status).toBe(
    401,
  );
  expect((await call(port, '/v1/status', { headers: bearer })).status).toBe(401);
});

test('one address that asks too often is told to wait', async () => {
  const { port } = await served({ rate: { perSecond: 0.001, burst: 2 } });
  const statuses = [];
  for (let at = 0; at < 3; at += 1) statuses.push((await call(port, '/v1/status')).status);
  expect(statuses).toEqual([200, 200, 503]);
});
