// What callers do to the API: read events at their leisure, send bodies and heads without end, or a
// byte a second. Each is answered and let go of within a bound; the others go on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appYaml } from '../../support/cluster/app-yaml.ts';
import { Besieged } from '../../support/kill/besieged.ts';
import { heldBy, holdsConnection } from '../../support/kill/held.ts';
import { NoisyAgent } from '../../support/kill/noisy-agent.ts';
import { RawClient } from '../../support/kill/raw-client.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Of a request's head and body, and how often the engine looks. */
const requestMs = 10_000 + 1_000;
/** What a small busy machine may add. */
const slackMs = 3_000;
/** An answer that needs nothing read. */
const atOnceMs = 2_000;
const mib = 1_048_576;

let besieged: Besieged;
let slowBody: RawClient;

beforeAll(async () => {
  const noisy = appYaml({ name: '/noisy', resources: '{cpus: 8, memory: 16MiB}' });
  besieged = await Besieged.start({}, { 'apps/noisy.yaml': noisy });
  slowBody = await ask(headOf('POST /v1/operations', 'Content-Length: 60000'));
  slowBody.trickle('{"kind":"pause","name":"/steady"}'.padEnd(60_000));
});

afterAll(() => besieged.stop());

const headOf = (what: string, ...headers: readonly string[]): string =>
  [
    `${what} HTTP/1.1`,
    `Host: 127.0.0.1:${besieged.port}`,
    'Authorization: Bearer api-canary',
    'Content-Type: application/json',
    ...headers,
    '\r\n',
  ].join('\r\n');

async function ask(head: string): Promise<RawClient> {
  const client = await RawClient.dial(besieged.port);
  client.send(head);
  return client;
}

const letGo = (client: RawClient): Promise<void> =>
  waitUntil('the engine to let go of it', () => !holdsConnection(besieged.pid, client.localPort));

/** Sends the same again and again for as long as the other side takes it. */
function pour(client: RawClient, bytes: Buffer): void {
  const more = (): void => {
    while (client.socket.writable && client.socket.write(bytes));
  };
  client.socket.on('drain', more);
  more();
}

const numbersOf = ({ heard }: RawClient): readonly number[] =>
  [...heard.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number));

describe('a reader of events that reads no more', () => {
  it('is cut off at a bounded buffer, and others miss nothing', async () => {
    const noisy = await NoisyAgent.join(besieged.port);
    const [slow, quick] = [await listen(), await listen()];
    slow.socket.pause();
    const { rssMib } = heldBy(besieged.pid);
    const isCut = (): boolean => !holdsConnection(besieged.pid, slow.localPort);
    let rounds = 0;
    for (; !isCut() && rounds < 100; rounds += 1) await noisy.makeNoise();
    await besieged.expectWell();
    expect(rounds).toBeLessThan(100);
    expect(heldBy(besieged.pid).rssMib).toBeLessThan(rssMib + 100);
    expect(besieged.logged('a reader of events was cut off')).toEqual([
      expect.stringContaining('bytes unread'),
    ]);
    const [first = 0, ...others] = numbersOf(quick);
    expect(others.length).toBeGreaterThan(rounds * 100);
    expect(others).toEqual(others.map((_, at) => first + 1 + at));
    expect(holdsConnection(besieged.pid, quick.localPort)).toBe(true);
    slow.socket.resume();
    await slow.closed(slackMs);
    for (const client of [quick, noisy]) client.leave();
  });

  async function listen(): Promise<RawClient> {
    const client = await ask(headOf('GET /v1/events', 'Accept: text/event-stream'));
    await waitUntil('it begins', () => client.heard.includes('event: begin'));
    return client;
  }
});

describe.concurrent('a body too large', () => {
  const chunk = Buffer.from(`100000\r\n${'x'.repeat(mib)}\r\n`);
  const post = 'POST /v1/operations';
  const other = 'Authorization: Bearer another';
  const rows: readonly (readonly [string, () => string, Buffer, RegExp])[] = [
    ['declared', () => headOf(post, 'Content-Length: 10485760'), Buffer.alloc(mib, 'x'), /413/],
    ['declared, of 1 TiB', () => headOf(post, `Content-Length: ${2 ** 40}`), chunk, /413/],
    ['in chunks', () => headOf(post, 'Transfer-Encoding: chunked'), chunk, /413/],
    ['for no route', () => headOf('POST /x', 'Transfer-Encoding: chunked'), chunk, /40[04]|413/],
    [...(['from a stranger', () => stranger('Transfer-Encoding: chunked'), chunk, /401/] as const)],
  ];
  const stranger = (header: string): string =>
    headOf(post, header).replace(/Authorization: .*/, other);

  it.each(rows)('%s is refused at once, and not read to its end', async (_, head, bytes, says) => {
    const client = await ask(head());
    pour(client, bytes);
    expect(await client.closed(atOnceMs + slackMs)).toBeLessThan(atOnceMs);
    expect(client.heard).toMatch(/^HTTP\/1\.1 4\d\d .*application\/problem\+json/s);
    expect(client.heard.slice(0, 20)).toMatch(says);
    expect(client.socket.bytesWritten - client.socket.writableLength).toBeLessThan(16 * mib);
    await letGo(client);
  });

  it('is refused on its head alone', async () => {
    const client = await ask(headOf(post, `Content-Length: ${2 ** 40}`));
    expect(await client.closed(atOnceMs + slackMs)).toBeLessThan(atOnceMs);
    expect(client.heard).toMatch(/^HTTP\/1\.1 413 .*the body is too large/s);
    await letGo(client);
  });

  it('many at once are no matter to others', async () => {
    const heads = Array.from({ length: 50 }, (_, at) => rows[at % rows.length]?.[1]() ?? '');
    const clients = await Promise.all(heads.map(ask));
    for (const client of clients) pour(client, chunk);
    await besieged.expectWell();
    for (const client of clients) await client.closed(slackMs);
  });
});

describe.concurrent('a head', () => {
  const rows: readonly (readonly [string, Buffer])[] = [
    ['of one long header', Buffer.from(`X-Long: ${'x'.repeat(mib)}`)],
    ['of many headers', Buffer.from(`${'X-Many: x\r\n'.repeat(10_000)}`)],
    ['without an end to its path', Buffer.from('GET /'.padEnd(mib, 'x'))],
  ];

  it.each(rows)('%s is refused at once', async (_, bytes) => {
    const start = bytes.subarray(0, 1).toString() === 'X' ? headOf('GET /v1/status').trimEnd() : '';
    const client = await ask(start === '' ? '' : `${start}\r\n`);
    pour(client, bytes);
    expect(await client.closed(atOnceMs + slackMs)).toBeLessThan(atOnceMs);
    expect(client.heard).toMatch(/^HTTP\/1\.1 431 .*"hint":"send fewer and shorter headers"/s);
    await letGo(client);
  });
});

describe('a body of a byte a second', () => {
  it('is cut off, and told why', async () => {
    await besieged.expectWell();
    expect(await slowBody.closed(requestMs + slackMs)).toBeLessThan(requestMs + slackMs);
    expect(slowBody.heard).toMatch(/^HTTP\/1\.1 408 .*"what":"it did not come in whole within/s);
    await letGo(slowBody);
  });

  it('from a stranger is not waited for', async () => {
    const head = headOf('POST /v1/operations', 'Content-Length: 60000');
    const client = await ask(head.replace('api-canary', 'another'));
    client.trickle('x'.repeat(60_000));
    expect(await client.closed(atOnceMs + slackMs)).toBeLessThan(atOnceMs);
    expect(client.heard).toMatch(/^HTTP\/1\.1 401 /);
    await letGo(client);
  });
});

it('and none of it is a fault of the engine’s own', () => {
  expect(besieged.logged('a request was cut off').length).toBeGreaterThan(0);
  expect(besieged.logged('"level":50')).toEqual([]);
});
