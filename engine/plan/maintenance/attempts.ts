// Jobs that have attempts on a window's agents now, and what its policy makes of these.
import type { PlanAttempts } from '../../../schemas/generated/api.ts';
import { isoInstant } from '../../lib/time.ts';
import type { AgentId } from '../../model/ids.ts';
import type { MaintenanceSpec } from '../../model/wanted.ts';
import { jobFitOf } from '../fit/job-fit.ts';
import { counted } from '../impact.ts';
import type { SnapshotAgent, SnapshotInstances } from '../snapshot.ts';
import type { ForecastWorld } from './forecast-world.ts';
import type { Window } from './windows.ts';

interface AttemptWorld extends ForecastWorld {
  /** All agents, those that are emptied closed. */
  readonly agents: readonly SnapshotAgent[];
}

/** By job. */
export function attemptsOf(window: Window, world: AttemptWorld): readonly PlanAttempts[] {
  const meant = new Set(window.agents.map(({ agentId }) => agentId));
  return world.snapshot.jobs.flatMap(({ name, instances }): PlanAttempts[] => {
    const spec = world.specs.job(name);
    const attempts = countOn(instances, meant);
    if (spec === undefined || attempts === 0) return [];
    const isKilled = window.spec.jobs === 'kill';
    const { failures } = jobFitOf(world, isKilled ? [spec] : [], world.fitted.terms);
    const [misfit] = failures;
    return [
      {
        ...{ job: name, attempts },
        text: `${counted(attempts, 'attempt')} there: ${policyText(window.spec, world.asOfMs)}`,
        ...(misfit === undefined ? {} : { misfit }),
      },
    ];
  });
}

const countOn = (instances: readonly SnapshotInstances[], agents: ReadonlySet<AgentId>): number =>
  instances.reduce((sum, { agentId, total }) => sum + (agents.has(agentId) ? total : 0), 0);

function policyText({ jobs, startMs }: MaintenanceSpec, asOfMs: number): string {
  if (jobs === 'wait') return 'waited for, as long as they take';
  const when = startMs <= asOfMs ? 'STOPPED AT ONCE' : `STOPPED at ${isoInstant(startMs)}`;
  return `${when} if still there, and tried again elsewhere, using up no retry`;
}
