import { expect, it } from 'vitest';
import { endLine } from '../../../engine/step/end-text.ts';

const trace = `exit code 1: stderr: /srv/etl/load.js:3
  const rows = table.rows;
                     ^

TypeError: Cannot read properties of null (reading 'rows')
    at load (/srv/etl/load.js:3:22)
    at node:internal/main/run_main_module:23:47

Node.js v20.20.2`;

it.each([
  ['exit code 3', 'exit code 3'],
  ['exit code 3\nstderr: a\nno disk\n', 'exit code 3: no disk'],
  [trace, "exit code 1: TypeError: Cannot read properties of null (reading 'rows')"],
  ['', ''],
])('%j in one line is %j', (text, line) => {
  expect(endLine(text)).toBe(line);
});
