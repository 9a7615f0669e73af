// package-lock.json names no address, and names every optional dependency: one that is missing
// (because its registry did not have it on the day) makes `npm ci` refuse the whole file.
import type { TidyFault } from './tidy-fault.ts';

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const nested = /(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/;

/** Where Node would look for `name` from `at`, nearest first. */
function places(at: string, name: string): readonly string[] {
  const here = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
  return at === '' ? [here] : [here, ...places(at.replace(nested, ''), name)];
}

/** Takes the text of a package-lock.json. */
export function lockFaults(text: string): readonly TidyFault[] {
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockEntry>> };
  const fault = (what: string, limit: string): TidyFault => ({
    file: 'package-lock.json',
    line: 1,
    what,
    limit,
  });
  return Object.entries(packages).flatMap(([at, entry]) => {
    const address = entry.resolved ? [fault(`${at} has an address`, 'none')] : [];
    const optional = Object.entries(entry.optionalDependencies ?? {});
    const missing = optional.filter(([name]) => !places(at, name).some((key) => packages[key]));
    return [
      ...address,
      ...missing.map(([name, version]) =>
        fault(`${name} of ${at} is missing`, `an entry with version ${version}, os and cpu`),
      ),
    ];
  });
}
