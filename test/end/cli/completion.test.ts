// Completion in real shells, by the program as it is built: commands, options, names of a running
// engine; and an engine that doesn't answer never keeps a shell waiting.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shells } from '../../../engine/cli/completion/scripts.ts';
import { askers, whyNoShell } from '../../support/cli/shells.ts';
import { TemporaryFolder } from '../../support/git/fixture.ts';
import { served } from '../../support/http/served.ts';
import { stranger } from '../../support/http/stranger.ts';

const main = fileURLToPath(new URL('../../../.build/engine/main.js', import.meta.url));

/** What is typed, what its last word becomes, and how a shell writes that where it differs. */
const rows: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['meridian rollb', 'rollback', {}],
  ['meridian sync --ti', '--timeout', {}],
  ['meridian plan --output m', 'markdown', {}],
  ['meridian plan --output=m', '--output=markdown', { bash: 'markdown' }],
  ['meridian app /shop/w', '/shop/web', {}],
  ['meridian tasks --app /shop/d', '/shop/db', {}],
  ['meridian logs /shop/web#1', '/shop/web#1.1', { zsh: '/shop/web\\#1.1' }],
  ['meridian abort /shop/web!', '/shop/web!1', { bash: '/shop/web\\!1', zsh: '/shop/web\\!1' }],
  ['meridian validate spe', 'specs', { bash: 'specs', fish: 'specs/', zsh: 'specs/' }],
];

const suites = shells.map((shell) => {
  const missing = whyNoShell(shell);
  return { shell, name: missing === undefined ? shell : `${shell} (not run: ${missing})`, missing };
});

describe.each(suites)('$name', ({ shell, missing }) => {
  let place: TemporaryFolder | undefined;
  let folder = '';
  let env: Record<string, string> = {};
  const ask = (line: string, url: string): Promise<readonly string[]> =>
    askers[shell]({ folder, line, env: { ...env, MERIDIAN_URL: url } });

  beforeAll(() => {
    place = new TemporaryFolder('meridian-shell');
    folder = place.path;
    mkdirSync(`${folder}/specs`);
    const script = execFileSync(process.execPath, [main, 'completion', shell]).toString();
    writeFileSync(`${folder}/completion.${shell}`, script);
    writeFileSync(`${folder}/meridian`, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(`${folder}/meridian`, 0o755);
    const path = `${folder}:${process.env.PATH ?? ''}`;
    env = { PATH: path, HOME: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8' };
  });
  afterAll(() => place?.remove());

  test.skipIf(missing !== undefined).each(rows)('%s', async (line, word, own) => {
    const { url } = await served();
    const [answer, ...others] = await ask(line, url);
    const before = shell === 'zsh' ? line.replace(/\S*$/, '') : '';
    expect([answer, others]).toEqual([before + (own[shell] ?? word), []]);
  });

  test.skipIf(missing !== undefined)(
    'an engine that never answers is waited for two seconds or so',
    async () => {
      const url = await stranger(() => undefined);
      const line = 'meridian app /shop/w';
      const beganMs = performance.now();
      expect(await ask(line, url)).toEqual(shell === 'zsh' ? [line] : []);
      expect(performance.now() - beganMs).toBeLessThan(10_000);
    },
  );
});
