// Nothing beyond a guarantee is newly given to a role while another's could be met from it: after a
// batch there is as much free as all unmet guarantees need, of whatever was given; or what was
// given met guarantees, to the last bit. What is free is what is nobody's, on agents that are
// offered.
import type { TaskRow } from '../../../model/actual.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';
import { Reckoning, takenBy } from './reckoning.ts';
import { engineRows } from './rows.ts';

const tense = [
  'a launch while a guarantee isn’t met',
  'a launch meets a guarantee',
  'a launch leaves what is promised',
] as const;

export const guarantees = rule({ name: 'guarantees', tense }, (look) => ({
  batch: (moment) => {
    const seen = look.engineOf(moment);
    const quotas = seen?.tables.cluster?.quotas ?? [];
    if (!seen || !quotas.some(({ guarantee }) => guarantee !== undefined)) return;
    const launched = launchedIn(look, seen, moment);
    if (launched.length > 0) judge(look, seen, launched);
  },
}));

/** Not stored yet. */
const launchedIn = (
  { facts }: Look,
  { tables }: Seen,
  { effects }: Of<'batch'>,
): readonly TaskRow[] =>
  [...effects.tasks].flatMap((id) => {
    const row = tables.tasks.get(id)?.row;
    return row && !row.end && !facts.stored.tasks.has(id) ? [row] : [];
  });

function judge(
  { violate, tense: near }: Look,
  { tables }: Seen,
  launched: readonly TaskRow[],
): void {
  const after = new Reckoning(engineRows(tables));
  const before = after.without(new Set(launched.map(({ id }) => id)));
  const given = launched.flatMap(takenBy).filter(({ owner, milli }) => owner === '' && milli > 0);
  for (const name of new Set(given.map((piece) => piece.name))) {
    const needed = after.needed(name);
    const slack = after.free(name) - needed;
    const neededBefore = before.needed(name);
    const slackBefore = before.free(name) - neededBefore;
    const all = launched.map(({ id, role }) => `${id} of ${role}`).join(', ');
    if (slack < 0 && slack < slackBefore)
      violate(`${all}: ${-slack} ${name} less than promised is free, ${-slackBefore} before`);
    if (neededBefore > 0) near('a launch while a guarantee isn’t met');
    if (needed < neededBefore) near('a launch meets a guarantee');
    const least = Math.min(...given.filter((one) => one.name === name).map(({ milli }) => milli));
    if (needed > 0 && slack >= 0 && slack < least) near('a launch leaves what is promised');
  }
}
