// Probes over the network, against real servers on loopback.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTls } from 'node:https';
import { createServer as createTcp, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NetProbes } from '../../../agentd/adapters/net-probes.ts';
import { freePort } from '../../support/cluster/free-port.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const probes = new NetProbes();

async function listen(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections?.();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const answer: RequestListener = (request, response) => {
  const code = Number(request.url?.slice(1));
  response.writeHead(code, code < 400 && code >= 300 ? { location: '/500' } : {}).end('x');
};

const http = (port: number, path: string, codes?: number[]) =>
  probes.probe({ kind: 'http', port, path, ...(codes === undefined ? {} : { codes }) }, 5_000);

test.each([
  [200, undefined],
  [204, undefined],
  [302, undefined],
  [399, undefined],
  [400, 'answered 400'],
  [404, 'answered 404'],
  [503, 'answered 503'],
])('http: an answer of %i is %s', async (code, error) => {
  expect(await http(await listen(createServer(answer)), `/${code}`)).toBe(error);
});

test('http: with codes of its own only those are good', async () => {
  const port = await listen(createServer(answer));
  expect(await http(port, '/404', [404])).toBeUndefined();
  expect(await http(port, '/200', [404])).toBe('answered 200');
});

test('http: a path without a slash, and one that is none', async () => {
  const port = await listen(createServer(answer));
  expect(await http(port, '200')).toBeUndefined();
  expect(await http(port, '/a b')).toContain('unescaped');
});

test('http: no answer in time, nobody there, not http', async () => {
  const silent = await listen(createServer(() => {}));
  const wish = { kind: 'http' as const, port: silent, path: '/' };
  expect(await probes.probe(wish, 50)).toBe('no answer within 50 ms');
  expect(await http(await freePort(), '/')).toContain('ECONNREFUSED');
  const other = await listen(createTcp((socket) => void socket.end('hello\r\n\r\n')));
  expect(await http(other, '/')).toContain('Parse Error');
});

test('http: an endless body does not hold the probe', async () => {
  const port = await listen(
    createServer((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(50_000)), 1);
      response.on('close', () => clearInterval(timer));
    }),
  );
  expect(await http(port, '/')).toBeUndefined();
});

test('https: certificates are not verified', async () => {
  const folder = tempFolder();
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  const self = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=x'];
  execFileSync('openssl', [...self, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const server = createTls({ key: readFileSync(key), cert: readFileSync(cert) }, answer);
  const port = await listen(server);
  expect(await probes.probe({ kind: 'https', port, path: '/200' }, 5_000)).toBeUndefined();
  expect(await http(port, '/200')).toBeDefined();
});

test('tcp: a connection is enough, and none is said', async () => {
  const port = await listen(createTcp());
  expect(await probes.probe({ kind: 'tcp', port }, 5_000)).toBeUndefined();
  const free = await freePort();
  expect(await probes.probe({ kind: 'tcp', port: free }, 5_000)).toContain('ECONNREFUSED');
});
