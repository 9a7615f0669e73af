// Data is given up only when nobody wants it any more: its App or Volume is removed, no version of
// the App has a volume at that path, or an operator asked for it.
import type { LeavingVolume } from '../../../model/actual.ts';
import type { Tables } from '../../../step/tables.ts';
import { type Look, type Of, rule } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';

const tense = [
  'an operator asked for it',
  'its App is removed',
  'its Volume is removed',
  'its path is gone',
] as const;

export const givenUp = rule({ name: 'given-up', tense }, (look) => ({
  batch: (moment) => {
    const seen = look.engineOf(moment);
    if (!seen) return;
    for (const id of moment.effects.leaving) {
      const volume = seen.tables.reservations.leaving.get(id);
      if (volume && !look.facts.stored.leaving.has(id)) judge(look, seen.engine, volume, moment);
    }
  },
}));

function judge(look: Look, { core }: SeenEngine, volume: LeavingVolume, batch: Of<'batch'>): void {
  const found = reasonOf(look, core.tables, volume, batch);
  if (found === undefined) look.violate(`${volume.id} is given up, and ${volume.owner} wants it`);
  else look.tense(found);
}

function reasonOf(
  { facts }: Look,
  tables: Tables,
  { id, owner }: LeavingVolume,
  { events }: Of<'batch'>,
): (typeof tense)[number] | undefined {
  const row = [...facts.stored.reservations.values()].find(({ volumes }) =>
    volumes.some((one) => one.id === id),
  );
  const isAsked = events.some(
    (event) =>
      event.kind === 'operation' &&
      event.operation.kind === 'release' &&
      event.operation.name === row?.id,
  );
  if (isAsked) return 'an operator asked for it';
  if (row?.id === owner) {
    const isWanted = tables.cluster?.volumes?.some(({ name }) => name === owner) === true;
    return isWanted ? undefined : 'its Volume is removed';
  }
  const app = [...tables.apps.values()].find(({ row: { name } }) => name === owner);
  if (app?.row.wanted === undefined) return 'its App is removed';
  const path = row?.volumes.find((one) => one.id === id)?.path;
  const isKnown = [...app.versions.values()].some(({ spec }) =>
    (spec.task.volumes ?? []).some((one) => one.path === path && one.source.kind === 'persistent'),
  );
  return isKnown ? undefined : 'its path is gone';
}
