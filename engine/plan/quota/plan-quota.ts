// What a plan says of Quotas beside the fields that change: whether they stand against the
// revision, what can't be told here, and what becomes of a role.
import type { PlanBlock } from '../../../schemas/generated/api.ts';
import { scalarsText } from '../../model/quota/resource-words.ts';
import type { QuotaSpec } from '../../model/wanted.ts';
import type { Planning } from '../planning.ts';
import type { Snapshot } from '../snapshot.ts';
import { hasQuotaChecks, knownCapacity, quotaBlock } from './quota-check.ts';
import { type Holding, stayingUse } from './staying-use.ts';

/** Undefined where no engine is asked: it alone knows agents and what runs. */
export function quotaBlockOf({ input, wanted }: Planning): PlanBlock | undefined {
  if (input.against.kind !== 'engine') return undefined;
  const { snapshot } = input.against;
  const block = quotaBlock({
    ...appliedIn(snapshot),
    wanted: wanted.quotas.map(({ spec }) => spec),
    capacity: capacityOf(snapshot),
    use: () => stayingUse(holdingsIn(snapshot), wanted),
    ...(input.allowQuota === undefined ? {} : { allowed: input.allowQuota }),
  });
  return block && { kind: 'quota', roles: [...block.roles], text: block.text };
}

const appliedIn = ({ commit, quotas }: Snapshot) =>
  commit === undefined ? {} : { applied: quotas };

const capacityOf = ({ agents }: Snapshot) =>
  knownCapacity(
    agents.map(({ presence, capacity, total }) => ({
      presence,
      scalars: capacity ?? total.scalars,
    })),
  );

const holdingsIn = ({ apps, jobs }: Snapshot): readonly Holding[] =>
  [...apps, ...jobs].flatMap(({ name, instances }) =>
    instances.map(({ role, total, scalars }) => ({ name, role, count: total, scalars })),
  );

/** Why guarantees and limits that change are not, or not all, held against anything. */
export function quotaNotes({ input, wanted, base }: Planning): readonly string[] {
  const applied = [...base.quotas.values()].map(({ spec }) => spec);
  if (!hasQuotaChecks({ applied, wanted: wanted.quotas.map(({ spec }) => spec) })) return [];
  const { against } = input;
  if (against.kind !== 'engine')
    return ['guarantees and limits are not held against agents and use: no engine was asked'];
  if (against.snapshot.commit === undefined)
    return ['guarantees and limits of a first revision are not held against agents and use'];
  return capacityOf(against.snapshot) === undefined
    ? ['guarantees are not held against agents: none is known yet']
    : [];
}

type Terms = Pick<QuotaSpec, 'weightMilli' | 'guarantee' | 'limit'>;
const noTerms: Terms = { weightMilli: 1000 };

/** What becomes of a role when its Quota comes, changes or goes. */
export function quotaImpact(old: Terms = noTerms, wanted: Terms = noTerms): string {
  const differs = (field: 'guarantee' | 'limit'): boolean =>
    scalarsText(old[field] ?? {}) !== scalarsText(wanted[field] ?? {});
  const parts = [
    ...(old.weightMilli === wanted.weightMilli ? [] : ['shares of roles that compete shift']),
    ...(differs('guarantee') ? [guaranteeText(wanted)] : []),
    ...(differs('limit') ? [limitText(wanted)] : []),
  ];
  return `${parts.join('; ') || 'shares stay as they are'}; nothing that runs is touched`;
}

const guaranteeText = ({ guarantee }: Terms): string =>
  guarantee === undefined
    ? 'nothing is kept free for it any more'
    : 'what it lacks of its guarantee is kept free for it';

const limitText = ({ limit }: Terms): string =>
  limit === undefined ? 'it has no limit any more' : 'it is given nothing over its limit';
