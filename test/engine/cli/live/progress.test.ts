// What takes a while is said on a terminal's standard error, and is gone when the answer comes.
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../../../support/cli/fake-tools.ts';
import { appYaml } from '../../../support/cli/shop-repo.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

function folderOf(files: number): string {
  const folder = tempFolder();
  for (let at = 0; at < files; at += 1) writeFileSync(`${folder}/${at}.yaml`, appYaml(`/a${at}`));
  return folder;
}

test.each(['validate .', 'plan . --against empty'])('%s of many files', async (line) => {
  const world = { root: folderOf(400), env: {}, columns: 80 };
  const { stderr } = await run(line.split(' '), { ...world, isTerminal: true });
  expect(stderr).toContain('reading 400 files\r\u001b[Kchecking 400 files');
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  expect((await run(line.split(' '), world)).stderr).toBe('');
});

test('of few files nothing is said', async () => {
  const world = { root: folderOf(3), env: {}, isTerminal: true };
  expect((await run(['validate', '.'], world)).stderr).toBe('');
});
