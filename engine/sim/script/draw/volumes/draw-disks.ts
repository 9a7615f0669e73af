// What agents have beside cpus and memory: disk for volumes, now and then too little of it, and
// what may be taken back at any time, for apps of that tier.
import type { Random } from '../../../../lib/random.ts';
import type { AgentPlan, AppPlan, CommitPlan } from '../../script.ts';

/** None where no volumes are. */
export function withDisks(
  random: Random,
  agents: readonly AgentPlan[],
  commits: readonly CommitPlan[],
): readonly AgentPlan[] {
  const apps = new Map<string, number>();
  let largest = 0;
  for (const commit of commits) {
    for (const app of Object.values(commit.apps)) {
      const mib = app ? ownMib(app) : 0;
      largest = Math.max(largest, mib);
      if (app) apps.set(app.name, Math.max(apps.get(app.name) ?? 0, mib * app.instances));
    }
    for (const volume of Object.values(commit.volumes ?? {}))
      if (volume) {
        apps.set(volume.name, volume.sizeMib);
        largest = Math.max(largest, volume.sizeMib);
      }
  }
  const allMib = [...apps.values()].reduce((sum, mib) => sum + mib, 0);
  if (allMib === 0) return agents;
  const part = random.pick([0.7, 1.2, 2, 3]) / agents.length;
  return agents.map((agent) => {
    const mib = Math.ceil(allMib * part * random.pick([0.4, 1, 1, 1.6]));
    return random.chance(0.1) ? agent : { ...agent, diskMib: Math.max(mib, largest) };
  });
}

const ownMib = ({ volumes = [] }: AppPlan): number =>
  volumes.reduce((sum, one) => sum + ('sizeMib' in one ? one.sizeMib : 0), 0);

/** Of all worlds, so many have apps that take what may be taken back. */
const revocableChance = { worlds: 0.2, agents: 0.7 };

/** One or two apps that have no volumes, whatever becomes of them. */
export function withTiers(random: Random, commits: readonly CommitPlan[]): readonly CommitPlan[] {
  if (!random.chance(revocableChance.worlds)) return commits;
  const plans = commits.flatMap(({ apps }) => Object.values(apps)).filter((app) => app !== null);
  const keeping = new Set(plans.filter(({ volumes }) => volumes !== undefined).map(nameOf));
  const names = [...new Set(plans.map(nameOf))].filter((name) => !keeping.has(name)).sort();
  const chosen = new Set([random.pickAny(names), random.pickAny(names)]);
  const tiered = (app: AppPlan | null): AppPlan | null =>
    app && chosen.has(app.name) ? { ...app, tier: 'revocable' } : app;
  return commits.map((commit) => ({
    ...commit,
    apps: Object.fromEntries(Object.entries(commit.apps).map(([name, app]) => [name, tiered(app)])),
  }));
}

const nameOf = ({ name }: AppPlan): string => name;

export function withRevocable(
  random: Random,
  agents: readonly AgentPlan[],
  commits: readonly CommitPlan[],
): readonly AgentPlan[] {
  const apps = commits.flatMap((commit) => Object.values(commit.apps));
  if (!apps.some((app) => app?.tier === 'revocable')) return agents;
  return agents.map((agent) => {
    if (!random.chance(revocableChance.agents)) return agent;
    const [cpusMilli, memoryMib] = [random.between(2, 16) * 50, random.between(4, 16) * 16];
    return { ...agent, revocable: { cpusMilli, memoryMib } };
  });
}
