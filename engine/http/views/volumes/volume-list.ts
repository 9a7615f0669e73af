// All persistent volumes: first what is kept, by whom for, and what frameworks made, then what is
// leaving, then strays.
import type { VolumeList, VolumeView } from '../../../../schemas/generated/api.ts';
import type { ReservationRow } from '../../../model/actual.ts';
import { parseSlotId } from '../../../model/ids.ts';
import { padded } from '../../../step/memory/rows.ts';
import type { AppEntry, Tables } from '../../../step/tables.ts';
import { strayVolumes } from '../../../step/volumes/give-up.ts';
import { reservationsOf } from '../../../step/volumes/missing.ts';
import { fits, type ListQuery, specOf } from '../list-query.ts';
import { byText, pageOf } from '../page.ts';
import { keptView, leavingView, madeView, notMadeView, strayView } from './volume-view.ts';

/** Views are made of those rows alone that a page shows. */
interface VolumeEntry {
  readonly key: string;
  readonly view: () => VolumeView;
  readonly owner?: { readonly name: string; readonly role: string };
  readonly agent?: string;
}

export function volumeList(tables: Tables, query: ListQuery): VolumeList {
  const rows = allRows(tables)
    .filter((row) => isAsked(row, query))
    .sort((a, b) => byText(a.key, b.key));
  return pageOf({ rows, key: (row) => row.key, view: (row) => row.view() }, query);
}

const allRows = (tables: Tables): readonly VolumeEntry[] => [
  ...keptRows(tables),
  ...madeRows(tables),
  ...notMadeRows(tables),
  ...goneRows(tables),
];

/** Those of a slot or a Volume, or the one with that id. */
export const volumesNamed = (tables: Tables, name: string): readonly VolumeView[] =>
  allRows(tables)
    .map(({ view }) => view())
    .filter((one) => one.name === name || one.id === name);

function isAsked({ owner, agent, view }: VolumeEntry, query: ListQuery): boolean {
  if (query.agent !== undefined && agent !== query.agent) return false;
  const { name, role, group } = query;
  const isOfAny = name === undefined && role === undefined && group === undefined;
  if (!isOfAny && !(owner && fits(owner.name, { role: owner.role, labels: {} }, query)))
    return false;
  return query.state === undefined || view().state === query.state;
}

/** Slots by their numbers. */
function keyOf(name: string): string {
  const slot = parseSlotId(name);
  return `1 ${slot === undefined ? name : `${slot.name}#${padded(slot.instance)}`}`;
}

const keptRows = (tables: Tables): readonly VolumeEntry[] =>
  [...tables.reservations.values()].flatMap((row) => entriesOf(tables, row));

const entriesOf = (tables: Tables, row: ReservationRow): readonly VolumeEntry[] =>
  row.volumes.map((volume) => ({
    key: `${keyOf(row.id)}:${volume.path}`,
    view: () => keptView(tables, row, volume),
    owner: { name: row.owner, role: row.role },
    agent: row.agentId,
  }));

/** Of frameworks. */
const madeRows = (tables: Tables): readonly VolumeEntry[] =>
  [...tables.madeVolumes].flatMap(([agent, volumes]) =>
    [...volumes.values()].map((made): VolumeEntry => {
      const view = () => madeView(tables, agent, made);
      return { key: `1 ${made.id} ${agent}`, view, agent };
    }),
  );

const notMadeRows = ({ cluster, reservations }: Tables): readonly VolumeEntry[] =>
  (cluster?.volumes ?? [])
    .filter(({ name }) => !reservations.has(name))
    .map((spec) => ({ key: keyOf(spec.name), view: () => notMadeView(spec), owner: spec }));

function goneRows(tables: Tables): readonly VolumeEntry[] {
  const leaving = [...tables.reservations.leaving.values()].map((volume): VolumeEntry => {
    const view = leavingView(tables, volume);
    const owner = { name: volume.owner, role: view.role ?? '' };
    return { key: `2 ${volume.id}`, view: () => view, owner, agent: volume.agentId };
  });
  const strays = [...tables.agents.values()].flatMap((agent) => {
    const { id } = agent.row;
    return strayVolumes(tables, agent).map(
      (one): VolumeEntry => ({
        key: `3 ${one} ${id}`,
        view: () => strayView(id, one),
        agent: id,
      }),
    );
  });
  return [...leaving, ...strays];
}

/** Those of its slots, and the Volumes that it uses. */
export function appVolumes(tables: Tables, app: AppEntry): VolumeView[] {
  const spec = specOf(app);
  const user = spec ?? { name: app.row.name, task: {} };
  const named = new Set(
    (spec?.task.volumes ?? []).flatMap(({ source }) =>
      source.kind === 'volume' ? [source.name] : [],
    ),
  );
  const kept = reservationsOf(tables, user).flatMap((row) => entriesOf(tables, row));
  const notMade = (tables.cluster?.volumes ?? [])
    .filter(({ name }) => named.has(name) && !tables.reservations.has(name))
    .map((one) => ({ key: keyOf(one.name), view: () => notMadeView(one) }));
  return [...kept, ...notMade].sort((a, b) => byText(a.key, b.key)).map((row) => row.view());
}
