import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectFolder } from '../support/tidy/committed-files.ts';

const manifest = JSON.parse(readFileSync(`${projectFolder}/package.json`, 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
};

test.each(Object.entries(manifest.bin))('%s is a program that the build leaves at %s', (_, bin) => {
  const path = `${projectFolder}/${bin}`;
  expect(existsSync(path), 'run `npm run build`').toBe(true);
  expect(readFileSync(path, 'utf8').split('\n')[0]).toMatch(/^#!\/usr\/bin\/env (-S )?node\b/);
  expect(() => accessSync(path, constants.X_OK)).not.toThrow();
});
