// No launch takes a role over its limit, nor one above it: not with all that stands below, and with
// what is reserved for these, used or not. What is reserved for a role it may always take: it
// counts already.
import type { TaskRow } from '../../../model/actual.ts';
import type { QuotaSpec } from '../../../model/wanted.ts';
import { upwards } from '../../script/quota/quota-rules.ts';
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
  },
}));

/** Those that bind a task: its role's and those of the roles above. */
const limitsOf = (launch: TaskRow, quotas: readonly QuotaSpec[]) =>
  quotas
    .filter(({ role }) => upwards(launch.role).includes(role))
    .map(({ role, limit = {} }) => ({ launch, one: role, limit }));

const unreserved = (launch: TaskRow) =>
  takenBy(launch).filter(({ owner, milli }) => owner === '' && milli > 0);
