// schemas/generated/ is what `npm run generate` makes of the schemas beside it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { generatedPath, generatedRooms, generateRoom } from '../schemas/generate.ts';
import { projectFolder } from './support/tidy/committed-files.ts';

test.each(generatedRooms)('generated/%s.ts is what its schemas make', async (room) => {
  const path = generatedPath(room);
  const checkedIn = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect(checkedIn, 'run `npm run generate`').toBe(await generateRoom(room));
});

test('every generated file has its schemas', () => {
  const made = generatedRooms.map((room) => basename(generatedPath(room)));
  const there = readdirSync(`${projectFolder}/schemas/generated`);
  expect(there.filter((file) => file.endsWith('.ts')).sort()).toEqual([...made].sort());
});

test('no type is there twice under a numbered name', () => {
  const names = generatedRooms.flatMap((room) =>
    [...readFileSync(generatedPath(room), 'utf8').matchAll(/^export (?:interface|type) (\w+)/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => /\d$/.test(name)),
  );
  expect(names).toEqual([]);
});
