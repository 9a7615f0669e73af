// Would one attempt of a job fit on some agent at all? Runs come later, when other things run: so
// an agent counts with all that it has, as if it were empty.
import type { PlanJobFit, PlanJobMisfit } from '../../../schemas/generated/api.ts';
import type { JobSpec } from '../../model/wanted.ts';
import { requestOf, scalarsOf } from '../../place/app-request.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { fits, type PlaceRequest } from '../../place/misfit.ts';
import { type WhyAgent, whyUnplaced } from '../../place/why.ts';
import type { RoleLimits } from '../quota/role-limits.ts';
import { isOpen, type Snapshot, type SnapshotAgent } from '../snapshot.ts';
import { notOfferedOf } from './fit-room.ts';

/** Agents looked at in one plan, at most. Beyond it, jobs aren't judged. */
const mostLooks = 5_000_000;

export function jobFitOf(
  { agents }: Snapshot,
  jobs: readonly JobSpec[],
  limits: RoleLimits,
): PlanJobFit {
  const all = agents.map(emptyAgent);
  const open = all.filter(({ notOffered }) => notOffered === undefined);
  const failures: PlanJobMisfit[] = [];
  let looks = 0;
  let judged = 0;
  for (const spec of jobs) {
    if (looks >= mostLooks) break;
    judged += 1;
    const request = requestOf(spec);
    const limited = limitMisfit(spec, limits, open.length);
    if (limited !== undefined) {
      failures.push(limited);
      continue;
    }
    const counts = new InstanceCounts(open);
    const found = open.findIndex((agent) => fits(request, agent, counts));
    looks += found < 0 ? open.length : found + 1;
    if (found < 0) failures.push(misfitOf(spec, request, all));
  }
  const [of, unjudged] = [jobs.length, jobs.length - judged];
  return { fits: judged - failures.length, of, unjudged, failures };
}

const emptyAgent = (agent: SnapshotAgent): WhyAgent => ({
  ...{ agentId: agent.agentId, hostname: agent.hostname, attributes: agent.attributes },
  ...{ free: agent.total, total: agent.total.scalars },
  ...(isOpen(agent) ? {} : { notOffered: notOfferedOf(agent) }),
});

/** One attempt takes more than its role may ever have. */
function limitMisfit(spec: JobSpec, limits: RoleLimits, agents: number): PlanJobMisfit | undefined {
  const refusal = limits.refusal({ role: spec.role, scalars: scalarsOf(spec) }, () => ({}));
  if (refusal === undefined) return undefined;
  const { role, detail, needed } = refusal;
  return {
    job: spec.name,
    text: `limit of role ${role} rules out every attempt of it: ${detail}`,
    remedy: `raise it to ${needed}, or ask for less`,
    reasons: [{ kind: 'limit', name: role, agents, detail }],
  };
}

function misfitOf(
  { name }: JobSpec,
  request: PlaceRequest,
  agents: readonly WhyAgent[],
): PlanJobMisfit {
  const unplaced = whyUnplaced(request, agents, new InstanceCounts(agents));
  const { sentence, wouldFit, ruledOut } = unplaced;
  return {
    job: name,
    text: `no attempt of it can be placed, on empty agents either: ${sentence}`,
    remedy: wouldFit,
    reasons: ruledOut.map(({ kind, by, agents, detail }) => ({ kind, name: by, agents, detail })),
  };
}
