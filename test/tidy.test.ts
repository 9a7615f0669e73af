// The table of limits in the style: one line a fault, `file:line: what: limit`.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { committedFiles, projectFolder } from './support/tidy/committed-files.ts';
import { functionLimitFaults } from './support/tidy/function-limits.ts';
import { doorPlateFaults, folderFaults, topLevelFaults } from './support/tidy/layout.ts';
import { linkFaults } from './support/tidy/links.ts';
import { lockFaults } from './support/tidy/lock-file.ts';
import { nameFaults } from './support/tidy/names.ts';
import { purityFaults } from './support/tidy/purity.ts';
import { isHandWritten, textFaults } from './support/tidy/text-limits.ts';
import { type TidyFault, tidyLine } from './support/tidy/tidy-fault.ts';
import { traceFaults } from './support/tidy/traces.ts';

const read = (path: string): string => readFileSync(`${projectFolder}/${path}`, 'utf8');
const paths = committedFiles();
const code = paths.filter(isHandWritten).map((path) => ({ path, text: read(path) }));
const isPlate = (path: string): boolean => path.endsWith('.md');
const plates = paths.filter(isPlate).map((path) => ({ path, text: read(path) }));
// Dot files and tool configs are named by their tools.
const named = paths.filter((path) => isHandWritten(path) && path.includes('/'));

const checks: readonly (readonly [promise: string, faults: () => readonly TidyFault[]])[] = [
  ['files and lines are short', () => code.flatMap(textFaults)],
  ['functions are short and flat, with few parameters', () => code.flatMap(functionLimitFaults)],
  ['deciding rooms leave nothing to chance, place or waiting', () => code.flatMap(purityFaults)],
  ['names are kebab-case and say something', () => named.flatMap(nameFaults)],
  ['the top level is what it is', () => topLevelFaults(paths)],
  ['folders hold few files', () => folderFaults(paths)],
  ['each room has a door plate', () => doorPlateFaults(paths)],
  [
    'no file tells of a machine or a registry, or is unfinished',
    () => paths.flatMap((path) => traceFaults({ path, text: read(path) })),
  ],
  ['links lead somewhere', () => plates.flatMap((file) => linkFaults(file, new Set(paths)))],
  ['the lock file installs anywhere', () => lockFaults(read('package-lock.json'))],
];

test('there is code to look at', () => {
  expect(code.length).toBeGreaterThan(20);
});

test.each(checks)('%s', (_, faults) => {
  expect(faults().map(tidyLine).join('\n')).toBe('');
});
