// Each role's dominant share before and after, beside what its wanted apps ask for and its Quota:
// whoever changes one of these sees what becomes of the others.
import type { PlanRoleShare } from '../../../schemas/generated/api.ts';
import type { Role } from '../../model/ids.ts';
import { resourceAmount, resourceWord, sortedNames } from '../../model/quota/resource-words.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { QuotaSpec, Wanted } from '../../model/wanted.ts';
import { scalarsOf } from '../../place/app-request.ts';
import { byCode } from '../planning.ts';
import { addTo, type RoleUsage, type Share } from './role-usage.ts';

type Shares = ReadonlyMap<Role, Share>;

/** Every role that has, gets or asks for something, or has a Quota; by name. */
export function roleShares(usage: RoleUsage, before: Shares, wanted: Wanted): PlanRoleShare[] {
  const after = usage.shares();
  const asked = askedBy(wanted);
  const quotas = new Map(wanted.quotas.map(({ spec }) => [spec.role, spec]));
  const roles = new Set([...before.keys(), ...after.keys(), ...asked.keys(), ...quotas.keys()]);
  return [...roles].sort(byCode).map((role) => {
    const [was, is] = [before.get(role) ?? none, after.get(role) ?? none];
    const resource = is.resource ?? was.resource;
    return {
      role,
      ...(resource === undefined ? {} : { resource: resourceWord(resource) }),
      before: was.milli / 1000,
      after: is.milli / 1000,
      asked: usage.shareOf(asked.get(role) ?? {}).milli / 1000,
      ...termsOf(quotas.get(role)),
    };
  });
}

const none: Share = { milli: 0 };

function askedBy({ apps }: Wanted): ReadonlyMap<Role, Scalars> {
  const asked = new Map<Role, Record<string, number>>();
  for (const { spec } of apps)
    if (spec.instances > 0) addTo(asked, spec.role, scalarsOf(spec), spec.instances);
  return asked;
}

function termsOf(
  quota: QuotaSpec | undefined,
): Pick<PlanRoleShare, 'weight' | 'guarantee' | 'limit'> {
  const { weightMilli = 1000, guarantee, limit } = quota ?? {};
  return {
    weight: weightMilli / 1000,
    ...(guarantee === undefined ? {} : { guarantee: amountsOf(guarantee) }),
    ...(limit === undefined ? {} : { limit: amountsOf(limit) }),
  };
}

const amountsOf = (scalars: Scalars): Record<string, string> =>
  Object.fromEntries(
    sortedNames(scalars).map((name) => [
      resourceWord(name),
      resourceAmount(name, scalars[name] ?? 0),
    ]),
  );
