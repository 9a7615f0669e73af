// In some worlds one job runs for long and is placed again when its agent is away: one that was
// given up may still run as another begins.
import type { Random } from '../../../../lib/random.ts';
import type { JobPlan } from '../../job-plan.ts';
import type { CommitPlan } from '../../script.ts';

const longChance = 0.5;

export function withLongJob(random: Random, commits: readonly CommitPlan[]): readonly CommitPlan[] {
  const names = [...new Set(commits.flatMap(({ jobs = {} }) => Object.keys(jobs)))].sort();
  const chosen = random.chance(longChance) ? random.pickAny(names) : undefined;
  if (chosen === undefined) return commits;
  const livesMs = random.between(20, 40) * 1_000;
  return commits.map((commit) => {
    const job = commit.jobs?.[chosen];
    return job ? { ...commit, jobs: { ...commit.jobs, [chosen]: longer(job, livesMs) } } : commit;
  });
}

const longer = (job: JobPlan, livesMs: number): JobPlan => ({
  ...job,
  program: { ...job.program, livesMs, luckMilli: 900 },
  timeoutMs: null,
  startingDeadlineMs: null,
  concurrency: 'forbid',
  unreachable: 'replace',
});
