// Where one more instance would go, and by what: the score of placement.
import type { WhyView } from '../../../../schemas/generated/api.ts';
import type { AppSpec, JobSpec } from '../../../model/wanted.ts';
import { requestOf } from '../../../place/app-request.ts';
import type { InstanceCounts } from '../../../place/instance-counts.ts';
import { rankAgents, rankingText } from '../../../place/ranking.ts';
import type { Cluster } from '../../../step/cluster.ts';
import { wantOf, whyAgents } from '../../../step/why/why-agents.ts';

const most = 10;

interface PackingAnswer {
  readonly packing: NonNullable<WhyView['packing']>;
  /** Empty when no agent would take one more. */
  readonly evidence: readonly string[];
}

export function packingOf(
  cluster: Cluster,
  spec: AppSpec | JobSpec,
  counts: InstanceCounts,
  nowMs: number,
): PackingAnswer {
  const { packing: policy } = spec;
  const request = { ...requestOf(spec), packing: policy };
  const ranked = rankAgents(request, whyAgents(cluster, { want: wantOf(spec), nowMs }), counts);
  const text = rankingText(policy, ranked);
  const agents = ranked.slice(0, most).map((agent) => ({ ...agent }));
  return { packing: { policy, agents }, evidence: text === '' ? [] : [text] };
}
