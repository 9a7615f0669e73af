// A script of the same parts, each made smaller: what happens sooner, fewer instances.
import type { AppPlan, CommitPlan, Script } from '../script/script.ts';

/** Times are whole multiples of this, so that a script can be read. */
const grainMs = 100;

const halved = <T extends { readonly atMs: number }>(plans: readonly T[]): readonly T[] =>
  plans.map((plan) => ({ ...plan, atMs: Math.floor(plan.atMs / 2 / grainMs) * grainMs }));

/** All in half the time, in the same order; undefined when all is at 0. */
export function sooner(script: Script): Script | undefined {
  const { agents, commits, operations, faults } = script;
  if ([...agents, ...commits, ...operations, ...faults].every(({ atMs }) => atMs === 0))
    return undefined;
  return {
    ...script,
    agents: halved(agents),
    commits: halved(commits),
    operations: halved(operations),
    faults: halved(faults),
  };
}

/** Of all apps half as many, at least one of those that have any; undefined when none has more. */
export function fewerInstances(script: Script): Script | undefined {
  const plans = script.commits.flatMap(({ apps }) => Object.values(apps));
  if (!plans.some((plan) => (plan?.instances ?? 0) > 1)) return undefined;
  return { ...script, commits: script.commits.map(withFewer) };
}

function withFewer(commit: CommitPlan): CommitPlan {
  const apps = Object.entries(commit.apps).map(
    ([name, plan]) => [name, plan && fewerOf(plan)] as const,
  );
  return { ...commit, apps: Object.fromEntries(apps) };
}

const fewerOf = (plan: AppPlan): AppPlan => ({
  ...plan,
  instances: plan.instances > 1 ? Math.floor(plan.instances / 2) : plan.instances,
});
