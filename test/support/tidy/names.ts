// Names of files and folders: kebab-case, named after what they answer, never after nothing.
import type { TidyFault } from './tidy-fault.ts';

const empty = new Set(['utils', 'common', 'shared', 'types', 'helpers', 'manager', 'service']);
const singular = new Set(['util', 'type', 'helper', 'managers', 'services']);
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const fault = (file: string, what: string, limit: string): TidyFault => ({
  file,
  line: 1,
  what,
  limit,
});

/** The last word of `task-types` says what it is; `service-port` is a port. */
const isEmptyName = (name: string): boolean => {
  const last = name.split('-').at(-1) ?? name;
  return empty.has(last) || singular.has(last);
};

function nameFault(path: string, name: string): TidyFault | undefined {
  if (isEmptyName(name)) return fault(path, `the name ${name}`, 'the question it answers');
  if (!kebab.test(name)) return fault(path, `the name ${name}`, 'kebab-case');
  return undefined;
}

/** Of a code file's name and of the folders it stands in. */
export function nameFaults(path: string): readonly TidyFault[] {
  const parts = path.split('/');
  const stem = (parts.at(-1) ?? path).replace(/(\.(test|config|d))?\.[a-z]+$/, '');
  const names = [...parts.slice(0, -1), stem];
  return names.flatMap((name) => nameFault(path, name) ?? []);
}
