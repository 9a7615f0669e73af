// No launch takes a role over its limit, nor one above it: not with all that stands below, and with
// what is reserved for these, used or not. What is reserved for a role it may always take: it
// counts already.
import type { ReservationRow, TaskRow } from '../../../model/actual.ts';
import { type Bundle, bundleOf, quantitiesOf } from '../../../model/resources/bundle.ts';
import type { QuotaSpec } from '../../../model/wanted.ts';
import { upwards } from '../../script/quota/quota-rules.ts';
import type { StoredFacts } from '../facts/stored-facts.ts';
import { rule } from '../rule.ts';
import { Reckoning, takenBy } from './reckoning.ts';
import { newLaunches, storedRows } from './rows.ts';

const tense = ['a launch fills its role', 'a launch fills a role above its own'] as const;

export const limits = rule({ name: 'limits', tense }, ({ facts, violate, tense: near }) => ({
  stored: () => {
    const { stored } = facts;
    const quotas = stored.cluster?.quotas ?? [];
    if (!quotas.some(({ limit }) => limit !== undefined)) return;
    const launches = newLaunches(stored);
    const reckoning = launches.length === 0 ? undefined : new Reckoning(storedRows(stored));
    for (const { launch, one, limit } of launches.flatMap((row) => limitsOf(row, quotas)))
      for (const { name, milli } of unreserved(launch)) {
        const most = limit[name] ?? Infinity;
        const has = reckoning?.consumed(one, name) ?? 0;
        if (has > most)
          violate(`${launch.id} takes ${one} to ${has} ${name}: its limit is ${most}`);
        else if (has + milli > most) near(one === launch.role ? tense[0] : tense[1]);
      }
    for (const { id, role, name } of grownNames(stored))
      for (const quota of quotas) {
        const most = upwards(role).includes(quota.role) ? quota.limit?.[name] : undefined;
        if (most === undefined) continue;
        const has = (reckoning?.consumed(quota.role, name) ?? 0) - fromAbove(stored, quota, name);
        if (has > most)
          violate(`${id} is kept, and ${quota.role} has ${has} ${name}: its limit is ${most}`);
      }
  },
}));

/** What is reserved for a role by its agent's flags counts already. */
const ofNobodys = (row: ReservationRow | undefined): Bundle =>
  (row?.kept ?? []).filter(({ reservations = [] }) => reservations.length === 1);

/** What more is kept of for a slot or a Volume; it always is with a launch. */
const grownNames = ({ changes }: StoredFacts) =>
  (changes?.isCut ? [] : (changes?.reservations ?? [])).flatMap(({ id, before, after }) => {
    const [was, is] = [before, after].map((row) => quantitiesOf(bundleOf(ofNobodys(row))));
    return Object.entries(is ?? {})
      .filter(([name, milli]) => milli > (was?.[name] ?? 0))
      .map(([name]) => ({ id, role: after?.role ?? '*', name }));
  });

/**
 * What is kept for it of what the agents' flags reserve for a role above: no limit below that one
 * keeps anybody from it, and from then on it counts.
 */
function fromAbove({ reservations }: StoredFacts, { role }: QuotaSpec, name: string): number {
  const isAbove = (one: string): boolean => one !== role && upwards(role).includes(one);
  const refined = [...reservations.values()]
    .filter((row) => upwards(row.role).includes(role))
    .flatMap(({ kept }) =>
      kept.filter(({ reservations: [first] = [] }) => isAbove(first?.role ?? '')),
    );
  return (
    quantitiesOf(bundleOf(refined.filter(({ reservations: all = [] }) => all.length > 1)))[name] ??
    0
  );
}

/** Those that bind a task: its role's and those of the roles above. */
const limitsOf = (launch: TaskRow, quotas: readonly QuotaSpec[]) =>
  quotas
    .filter(({ role }) => upwards(launch.role).includes(role))
    .map(({ role, limit = {} }) => ({ launch, one: role, limit }));

const unreserved = (launch: TaskRow) =>
  takenBy(launch).filter(({ owner, milli }) => owner === '' && milli > 0);
