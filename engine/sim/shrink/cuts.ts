// The kinds of things that a script has several of, and the script without some of them.
import {
  withoutAgent,
  withoutApp,
  withoutCommit,
  withoutFault,
  withoutJob,
  withoutOperation,
  withoutVolume,
  withoutWindow,
} from '../script/cut-script.ts';
import type { Script } from '../script/script.ts';

export interface Part {
  /** Of one. */
  readonly name: 'fault' | 'operation' | 'commit' | 'agent' | 'app' | 'job' | 'volume' | 'window';
  /** At least so many have to stay. */
  readonly least: number;
  count(script: Script): number;
  /** Without those from `from` on, `size` of them. */
  without(script: Script, from: number, size: number): Script;
}

/** Each by its index; from the last on, so that those before keep theirs. */
const byIndex =
  (cut: (script: Script, index: number) => Script) =>
  (script: Script, from: number, size: number): Script => {
    let left = script;
    for (let index = from + size - 1; index >= from; index -= 1) left = cut(left, index);
    return left;
  };

const byName =
  (names: (script: Script) => readonly string[], cut: (script: Script, name: string) => Script) =>
  (script: Script, from: number, size: number): Script =>
    names(script)
      .slice(from, from + size)
      .reduce(cut, script);

const machines = (script: Script): readonly string[] => script.agents.map(({ machine }) => machine);

/** All apps of all commits, sorted. */
export const appNames = (script: Script): readonly string[] =>
  [...new Set(script.commits.flatMap(({ apps }) => Object.keys(apps)))].sort();

/** All jobs of all commits, sorted. */
export const jobNames = (script: Script): readonly string[] =>
  [...new Set(script.commits.flatMap(({ jobs = {} }) => Object.keys(jobs)))].sort();

/** All Volumes of all commits, sorted. */
const volumeNames = (script: Script): readonly string[] =>
  [...new Set(script.commits.flatMap(({ volumes = {} }) => Object.keys(volumes)))].sort();

/** All windows of all commits, sorted. */
const windowNames = (script: Script): readonly string[] =>
  [...new Set(script.commits.flatMap(({ maintenance = {} }) => Object.keys(maintenance)))].sort();

/** In the order in which cutting them saves most. */
export const parts: readonly Part[] = [
  {
    name: 'fault',
    least: 0,
    count: (script) => script.faults.length,
    without: byIndex(withoutFault),
  },
  {
    name: 'operation',
    least: 0,
    count: (script) => script.operations.length,
    without: byIndex(withoutOperation),
  },
  {
    name: 'app',
    least: 0,
    count: (script) => appNames(script).length,
    without: byName(appNames, withoutApp),
  },
  {
    name: 'job',
    least: 0,
    count: (script) => jobNames(script).length,
    without: byName(jobNames, withoutJob),
  },
  {
    name: 'volume',
    least: 0,
    count: (script) => volumeNames(script).length,
    without: byName(volumeNames, withoutVolume),
  },
  {
    name: 'window',
    least: 0,
    count: (script) => windowNames(script).length,
    without: byName(windowNames, withoutWindow),
  },
  {
    name: 'commit',
    least: 0,
    count: (script) => script.commits.length,
    without: byIndex(withoutCommit),
  },
  {
    name: 'agent',
    least: 1,
    count: (script) => script.agents.length,
    without: byName(machines, withoutAgent),
  },
];
