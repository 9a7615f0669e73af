// Would one attempt of a job fit on some agent at all? Runs come later, when other things run: so
// an agent counts with all that it has, as if it were empty.
import type { PlanJobFit, PlanJobMisfit } from '../../../schemas/generated/api.ts';
import type { JobSpec } from '../../model/wanted.ts';
import { requestOf } from '../../place/app-request.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { fits, type PlaceRequest } from '../../place/misfit.ts';
import { type WhyAgent, whyUnplaced } from '../../place/why.ts';
import type { RoleLimits } from '../quota/role-limits.ts';
import { isOpen, type Snapshot, type SnapshotAgent } from '../snapshot.ts';
import { notOfferedOf } from './fit-room.ts';
import { awayMisfit, tornMisfit } from './kept-misfit.ts';
import type { VolumeNeeds } from './volume-needs.ts';

/** Agents looked at in one plan, at most. Beyond it, jobs aren't judged. */
const mostLooks = 5_000_000;

export interface JobTerms {
  readonly limits: RoleLimits;
  readonly needs: VolumeNeeds;
}

export function jobFitOf(
  snapshot: Pick<Snapshot, 'agents'>,
  jobs: readonly JobSpec[],
  terms: JobTerms,
): PlanJobFit {
  const all = snapshot.agents.map(emptyAgent);
  const open = all.filter(({ notOffered }) => notOffered === undefined);
  const failures: PlanJobMisfit[] = [];
  let looks = 0;
  let judged = 0;
  for (const spec of jobs) {
    if (looks >= mostLooks) break;
    // A snapshot doesn't say what of its agents may be taken back.
    if (spec.tier === 'revocable') continue;
    judged += 1;
    const stopped = limitMisfit(spec, terms, open.length) ?? volumeMisfit(spec, terms, snapshot);
    if (stopped !== undefined) {
      failures.push(stopped);
      continue;
    }
    const request = { ...requestOf(spec), scalars: terms.needs.scalarsOf(spec) };
    const [its] = terms.needs.agentsFor(spec);
    const among = its === undefined ? all : all.filter(({ agentId }) => agentId === its);
    const counts = new InstanceCounts(open);
    const found = among.findIndex(
      (agent) => agent.notOffered === undefined && fits(request, agent, counts),
    );
    looks += found < 0 ? among.length : found + 1;
    if (found < 0) failures.push(misfitOf(spec, request, among));
  }
  const [of, unjudged] = [jobs.length, jobs.length - judged];
  return { fits: judged - failures.length, of, unjudged, failures };
}

/** It can go where its volumes are alone, and that agent isn't there. */
function volumeMisfit(
  spec: JobSpec,
  { needs }: JobTerms,
  { agents }: Pick<Snapshot, 'agents'>,
): PlanJobMisfit | undefined {
  const its = needs.agentsFor(spec);
  const [id, another] = its;
  if (id === undefined) return undefined;
  const slot = { who: 'a run', agents: its, isIdle: false };
  const agent = agents.find(({ agentId }) => agentId === id);
  if (another === undefined && agent !== undefined && isOpen(agent)) return undefined;
  const { text, remedy, reason } =
    another === undefined ? awayMisfit(slot, id, agent) : tornMisfit(slot);
  return {
    job: spec.name,
    text: `no attempt of it can be placed: ${text}`,
    remedy,
    reasons: [reason],
  };
}

const emptyAgent = (agent: SnapshotAgent): WhyAgent => ({
  ...{ agentId: agent.agentId, hostname: agent.hostname, attributes: agent.attributes },
  ...{ free: agent.total, total: agent.total.scalars },
  ...(isOpen(agent) ? {} : { notOffered: notOfferedOf(agent) }),
});

/** One attempt takes more than its role may ever have. */
function limitMisfit(
  spec: JobSpec,
  { limits, needs }: JobTerms,
  agents: number,
): PlanJobMisfit | undefined {
  const request = { role: spec.role, scalars: needs.scalarsOf(spec) };
  const refusal = limits.refusal(request, () => ({}));
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
