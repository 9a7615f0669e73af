// Roles of teams within teams: in most worlds an app or job of a drawn role stands in that one or
// in one below it, the same whenever it is committed in that role.
import type { Random } from '../../../../lib/random.ts';
import type { CommitPlan } from '../../script.ts';

const teams: Readonly<Record<string, readonly [string, ...string[]]>> = {
  shop: ['shop', 'shop/web', 'shop/web/eu', 'shop/web/us'],
  'eng/ads': ['eng/ads', 'eng/ads/eu', 'eng/mail'],
  ops: ['ops', 'ops', 'ops/night'],
};

/** Of all worlds, so many have teams within teams. */
const teamsChance = 0.8;

type InRole = { readonly name: string; readonly role: string };

export function withTeams(random: Random, commits: readonly CommitPlan[]): readonly CommitPlan[] {
  if (!random.chance(teamsChance)) return commits;
  const moved = <T extends InRole>(plan: T | null): T | null => {
    const below = plan === null ? undefined : teams[plan.role];
    if (plan === null || below === undefined) return plan;
    return { ...plan, role: random.fork(`${plan.role} of ${plan.name}`).pick(below) };
  };
  const all = <T extends InRole>(plans: Readonly<Record<string, T | null>>) =>
    Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, moved(plan)]));
  return commits.map(({ jobs, ...commit }) => ({
    ...commit,
    apps: all(commit.apps),
    ...(jobs === undefined ? {} : { jobs: all(jobs) }),
  }));
}

/** Roles of a world's apps and jobs, and those above them; without `*`. */
export function rolesOf(commits: readonly CommitPlan[]): readonly string[] {
  const all = commits.flatMap(({ apps, jobs = {} }) => [
    ...Object.values(apps),
    ...Object.values(jobs),
  ]);
  const roles = new Set<string>();
  for (const plan of all)
    for (let role = plan?.role ?? ''; role !== ''; role = parentOf(role)) roles.add(role);
  roles.delete('*');
  return [...roles].sort();
}

const parentOf = (role: string): string => role.slice(0, Math.max(0, role.lastIndexOf('/')));
