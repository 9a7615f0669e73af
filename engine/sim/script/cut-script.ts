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

/** The commit without what it says of that one. */
function lessOf(
  commit: CommitPlan,
  kind: 'apps' | 'jobs' | 'volumes' | 'maintenance',
  name: string,
): CommitPlan {
  const { [kind]: all } = commit;
  if (all === undefined) return commit;
  const kept = Object.entries(all).filter(([other]) => other !== name);
  return { ...commit, [kind]: Object.fromEntries(kept) };
}

/** With the faults and operations that hit its machine. */
export const withoutAgent = (script: Script, machine: string): Script => ({
  ...script,
  agents: script.agents.filter((agent) => agent.machine !== machine),
  faults: script.faults.filter((fault) => !('at' in fault) || fault.at !== machine),
  operations: script.operations.flatMap((operation) => {
    if ('machine' in operation) return operation.machine === machine ? [] : operation;
    if (!('machines' in operation)) return operation;
    const machines = operation.machines.filter((other) => other !== machine);
    return machines.length === 0 ? [] : { ...operation, machines };
  }),
});

/** From all commits, with the operations on it; who depends on it doesn't any more (trees.ts). */
export const withoutApp = (script: Script, name: string): Script => ({
  ...script,
  commits: script.commits.map((commit) => lessOf(commit, 'apps', name)),
  operations: script.operations.filter((operation) =>
    'app' in operation ? operation.app !== name : true,
  ),
});

/** From all commits, with the operations on it; who follows it doesn't any more (trees.ts). */
export const withoutJob = (script: Script, name: string): Script => ({
  ...script,
  commits: script.commits.map((commit) => lessOf(commit, 'jobs', name)),
  operations: script.operations.filter((operation) =>
    'job' in operation ? operation.job !== name : true,
  ),
});

/** From all commits, with the operations on it; its users are without it (trees.ts). */
export const withoutVolume = (script: Script, name: string): Script => ({
  ...script,
  commits: script.commits.map((commit) => lessOf(commit, 'volumes', name)),
  operations: script.operations.filter((operation) =>
    'volume' in operation ? operation.volume !== name : true,
  ),
});

/** From all commits. */
export const withoutWindow = (script: Script, name: string): Script => ({
  ...script,
  commits: script.commits.map((commit) => lessOf(commit, 'maintenance', name)),
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
