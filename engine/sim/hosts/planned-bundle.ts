// What an agent says that it has, as its machine's plan has it: a part of it reserved by flags.

import type { Role } from '../../model/ids.ts';
import { unreserved } from '../../model/resources/amounts-of.ts';
import {
  addBundles,
  type Bundle,
  bundleOf,
  subtractBundles,
} from '../../model/resources/bundle.ts';
import type { Reservation, Resource } from '../../model/resources/resource.ts';
import type { AgentPlan } from '../script/script.ts';

type Sizes = Pick<AgentPlan, 'cpusMilli' | 'memoryMib' | 'diskMib'> & {
  readonly ports?: AgentPlan['ports'];
};

const plain = ({ cpusMilli, memoryMib, diskMib = 0, ports }: Sizes): Bundle =>
  unreserved({
    scalars: { cpus: cpusMilli, mem: memoryMib * 1000, disk: diskMib * 1000 },
    ranges: ports === undefined ? {} : { ports: [ports] },
    sets: {},
  });

export function plannedBundle(plan: AgentPlan): Bundle {
  const { reserved = [], revocable } = plan;
  const firm = reserved.reduce((all, part) => {
    const mine = plain(part);
    const reservations: readonly Reservation[] = [{ kind: 'static', role: part.role as Role }];
    const kept = mine.map((resource): Resource => ({ ...resource, reservations }));
    return addBundles(subtractBundles(all, mine), bundleOf(kept));
  }, plain(plan));
  if (revocable === undefined) return firm;
  const loose = plain(revocable).map((resource): Resource => ({ ...resource, revocable: true }));
  return addBundles(firm, bundleOf(loose));
}
