// Where things stand: the fixed top level, at most so many files in a folder, a door plate in
// each room.
import { isHandWritten } from './text-limits.ts';
import type { TidyFault } from './tidy-fault.ts';

const maxFiles = 14;

const topLevel = new Set([
  ...['engine', 'agentd', 'schemas', 'specs', 'examples', 'test'],
  ...['README.md', 'LICENSE', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'tsconfig.core.json', 'vitest.config.ts', 'biome.json', 'knip.json'],
]);

const fault = (file: string, what: string, limit: string): TidyFault => ({
  file,
  line: 1,
  what,
  limit,
});

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

export function topLevelFaults(paths: readonly string[]): readonly TidyFault[] {
  const tops = [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
  return tops
    .filter((top) => !top.startsWith('.') && !topLevel.has(top))
    .map((top) => fault(top, 'an entry at the top level', 'the top level is fixed'));
}

const counts = (path: string): boolean =>
  path.includes('/') && (isHandWritten(path) || /\.(json|html|css|sh)$/.test(path));

/** Code and schemas count; door plates and the data of tests and examples don't. */
export function folderFaults(paths: readonly string[]): readonly TidyFault[] {
  const folders = new Map<string, number>();
  for (const path of paths.filter(counts))
    folders.set(folderOf(path), (folders.get(folderOf(path)) ?? 0) + 1);
  return [...folders]
    .filter(([, files]) => files > maxFiles)
    .map(([folder, files]) => fault(folder, `${files} files`, `${maxFiles}, then split the room`));
}

const room = /^(engine|agentd|schemas|specs|examples|test)\/|^(engine|agentd)\/[^/]+\//;

function roomsOf(path: string): readonly string[] {
  const [top = '', below] = path.split('/');
  const inner = (top === 'engine' || top === 'agentd') && folderOf(path) !== top;
  return inner ? [top, `${top}/${below}`] : [top];
}

export function doorPlateFaults(paths: readonly string[]): readonly TidyFault[] {
  const rooms = new Set(paths.filter((path) => room.test(path)).flatMap(roomsOf));
  const present = new Set(paths);
  return [...rooms]
    .filter((name) => !present.has(`${name}/README.md`))
    .map((name) => fault(`${name}/README.md`, 'no door plate', 'each room says what it answers'));
}
