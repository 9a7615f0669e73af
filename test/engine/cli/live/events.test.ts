// `events`: what becomes of the stream is said beside it, on standard error.
import { expect, test } from 'vitest';
import { openClient } from '../../../../engine/client.ts';
import { createHttpServer } from '../../../../engine/http/server.ts';
import { run } from '../../../support/cli/fake-tools.ts';
import { served } from '../../../support/http/served.ts';

const numbersOf = (stdout: string): number[] =>
  [...stdout.matchAll(/"number":(\d+)/g)].map(([, number]) => Number(number));

test('--follow goes on after the engine was away: none is lost, none comes twice', async () => {
  const { face, port, url, server } = await served();
  face.happen(3);
  const base = face.world.core.tables.lastNotice;
  const again = createHttpServer({ face, openOnLoopback: true });
  let restarts = 0;
  let over = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    over = resolve;
  });
  let heard = '';
  const onStdout = (text: string): void => {
    heard += text;
    const last = numbersOf(heard).at(-1) ?? 0;
    if (last === base && restarts === 0) {
      restarts = 1;
      void server.close().then(() => {
        face.happen(3);
        return again.listen('127.0.0.1', port);
      });
    }
    if (last === base + 3) face.happen();
    if (last === base + 4) over();
  };
  const stderr: string[] = [];
  const world = {
    openClient,
    env: { MERIDIAN_URL: url },
    onStdout,
    onStderr: (t: string) => stderr.push(t),
  };
  const argv = ['events', '--follow', '--output', 'json', '--limit', '2'];
  expect((await run(argv, { ...world, interrupted: () => all })).code).toBe(0);
  await again.close();
  expect(numbersOf(heard)).toEqual([-1, 0, 1, 2, 3, 4].map((step) => base + step));
  expect(stderr[0]).toMatch(
    /^engine at http:\S+: connection lost \(.*\): it is tried again; no event/,
  );
  expect(stderr[1]).toMatch(/: it is back: the events go on where they broke off\n$/);
});

test('--after says which events are kept no longer', async () => {
  const { face, url } = await served();
  face.happen(5);
  const last = face.world.core.tables.lastNotice;
  face.stored.splice(0, 2);
  const first = last - 4;
  const argv = ['events', '--after', String(first - 1), '--output', 'json'];
  const ran = await run(argv, { openClient, env: { MERIDIAN_URL: url } });
  expect(numbersOf(ran.stdout.replaceAll(/"number": /g, '"number":'))).toEqual([
    first + 2,
    first + 3,
    first + 4,
  ]);
  expect(ran.stderr).toBe(
    `engine at ${url}: events ${first} to ${first + 1} are kept no longer: ` +
      'what follows is the oldest that is\n',
  );
});
