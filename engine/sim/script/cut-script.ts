// A script with one thing less, and still a script: what went with it goes too, and what pointed at
// what is left still does.
import type { CommitPlan, Script } from './script.ts';

const without = <T>(list: readonly T[], index: number): readonly T[] =>
  list.filter((_, at) => at !== index);

export const withoutFault = (script: Script, index: number): Script => ({
  ...script,
  faults: without(script.faults, index),
});

export const withoutOperation = (script: Script, index: number): Script => ({
  ...script,
  operations: without(script.operations, index),
});

/** With the faults and operations that hit its machine. */
export const withoutAgent = (script: Script, machine: string): Script => ({
  ...script,
  agents: script.agents.filter((agent) => agent.machine !== machine),
  faults: script.faults.filter((fault) => !('at' in fault) || fault.at !== machine),
  operations: script.operations.filter((operation) =>
    'machine' in operation ? operation.machine !== machine : true,
  ),
});

/** From all commits, with the operations on it; who depends on it doesn't any more (trees.ts). */
export const withoutApp = (script: Script, name: string): Script => ({
  ...script,
  commits: script.commits.map((commit) => ({
    ...commit,
    apps: Object.fromEntries(Object.entries(commit.apps).filter(([other]) => other !== name)),
  })),
  operations: script.operations.filter((operation) =>
    'app' in operation ? operation.app !== name : true,
  ),
});

/** From all commits, with the operations on it; who follows it doesn't any more (trees.ts). */
export const withoutJob = (script: Script, name: string): Script => ({
  ...script,
  commits: script.commits.map(({ jobs, ...commit }) =>
    jobs === undefined
      ? commit
      : {
          ...commit,
          jobs: Object.fromEntries(Object.entries(jobs).filter(([job]) => job !== name)),
        },
  ),
  operations: script.operations.filter((operation) =>
    'job' in operation ? operation.job !== name : true,
  ),
});

/** From all commits, with the operations on it; its users are without it (trees.ts). */
export const withoutVolume = (script: Script, name: string): Script => ({
  ...script,
  commits: script.commits.map(({ volumes, ...commit }) =>
    volumes === undefined
      ? commit
      : {
          ...commit,
          volumes: Object.fromEntries(Object.entries(volumes).filter(([one]) => one !== name)),
        },
  ),
  operations: script.operations.filter((operation) =>
    'volume' in operation ? operation.volume !== name : true,
  ),
});

/** What went back to it goes back to the one before it; where there is none, it is a mere edit. */
export const withoutCommit = (script: Script, index: number): Script => ({
  ...script,
  commits: without(script.commits, index).map((commit, at) =>
    at < index ? commit : pointedPast(commit, index),
  ),
});

function pointedPast(commit: CommitPlan, removed: number): CommitPlan {
  const { of, ...rest } = commit;
  if (of === undefined || of < removed) return commit;
  if (of > 0) return { ...rest, of: of - 1 };
  return { ...rest, kind: 'edit' };
}
