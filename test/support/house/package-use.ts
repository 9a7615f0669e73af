// A dependency is used in one file of each program (engine and agent know nothing of each other,
// so what both need, such as a WebSocket, stands once on either side), or in one folder that has
// the package's name and so is its one place; and an adapter has one outside package.
import type { PackageUse } from './cruise.ts';

const programOf = (file: string): string | undefined =>
  /^agentd\//.test(file) ? 'agentd' : /^(engine|specs|schemas)\//.test(file) ? 'engine' : undefined;

function grouped(pairs: readonly (readonly [key: string, value: string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}

/** `specs/yaml/` is the one place of `yaml`. */
const isOwnFolder = (file: string, key: string): boolean =>
  file.split('/').at(-2) === key.split(' ')[0];

/** One line a package that more than one file of a program imports. */
export function spreadPackages(uses: readonly PackageUse[]): readonly string[] {
  const pairs = uses.flatMap(({ file, name }) => {
    const program = programOf(file);
    return program ? [[`${name} in ${program}`, file] as const] : [];
  });
  return [...grouped(pairs)]
    .filter(([name, files]) => files.length > 1 && !files.every((file) => isOwnFolder(file, name)))
    .map(([name, files]) => `${name}: imported by ${files.sort().join(', ')}: by one file`);
}

/** One line an adapter file that imports more than one package. */
export function greedyAdapters(uses: readonly PackageUse[]): readonly string[] {
  const pairs = uses
    .filter(({ file }) => /^(engine|agentd)\/adapters\//.test(file))
    .map(({ file, name }) => [file, name] as const);
  return [...grouped(pairs)]
    .filter(([, names]) => names.length > 1)
    .map(([file, names]) => `${file}: imports ${names.sort().join(', ')}: one outside package`);
}
