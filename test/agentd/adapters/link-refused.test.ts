// What an agent says of an engine that doesn't take its connection.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WsLinks } from '../../../agentd/adapters/link-ws.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';

async function refusalOf(status: number): Promise<string> {
  const server = createServer();
  server.on('upgrade', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const log = { write: () => {} };
  const engine = `http://127.0.0.1:${port}`;
  const links = new WsLinks({ engine, token: new Redacted('canary'), log });
  const ignored = { open: () => {}, message: () => {}, drained: () => {} };
  return new Promise((closed) => links.dial({ ...ignored, closed }));
}

test.each([
  [
    400,
    /^the engine answered 400: no meridian\.agent\.v\d there: start the agentd of its version$/,
  ],
  [401, /^the engine answered 401: the join token isn't the one it knows: start the agent with/],
  [503, /^the engine answered 503$/],
])('%i is told with what to do', async (status, said) => {
  expect(await refusalOf(status)).toMatch(said);
});
