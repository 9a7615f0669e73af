// No launch takes a role over its limit, nor one above it: not with all that stands below, and with
// what is reserved for these, used or not. What is reserved for a role it may always take: it
// counts already.
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
    for (const { id, role, ...row } of launches) {
      const taken = takenBy({ id, role, ...row }).filter(({ owner }) => owner === '');
      for (const { role: one, limit = {} } of quotas.filter((of) =>
        upwards(role).includes(of.role),
      )) {
        for (const { name, milli } of taken) {
          const most = limit[name] ?? Infinity;
          const has = reckoning?.consumed(one, name) ?? 0;
          if (milli > 0 && has > most)
            violate(`${id} takes ${one} to ${has} ${name}: its limit is ${most}`);
          else if (milli > 0 && has + milli > most)
            near(one === role ? 'a launch fills its role' : 'a launch fills a role above its own');
        }
      }
    }
  },
}));
