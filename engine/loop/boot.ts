// An engine start: raise the epoch in its first transaction, then load the tables. In this order:
// from then on no earlier engine can write, so what is read is all there is.
// A store that an agent has found to be behind is refused. `--adopt-epoch` takes over with it: it
// goes above the epoch that the agents have seen, and raises the base that every launch is counted
// from (house.md part 3). Both go to the present time in ms, which is more than either can have
// come to by counting; so the same backup adopted again comes to no epoch and no id a second time.
import type { Clock } from '../ports/clock.ts';
import { epochKey, type Row, type Store, type Write } from '../ports/store.ts';
import type { OutboxRow, StoreBehind } from '../step/effects.ts';
import { type ClusterIdentity, Loading } from '../step/memory/load.ts';
import { rowKey } from '../step/memory/rows.ts';
import { type EngineSettings, Tables } from '../step/tables.ts';
import { storeBehind } from './store-behind.ts';

/** Rows read at a time. */
const pageRows = 1_000;
/** How far epochs and launch counts jump where the clock is of no use, being behind them. */
const blindJump = 1_000_000;
/** Tables whose newest row alone is needed: keys sort newest first. */
const newestOnly = ['audit', 'notice'] as const;
const wholly = [
  'agent',
  'app',
  'conversion',
  'drain',
  'framework',
  'incarnation',
  'job',
  'leaving',
  'lineage',
  'meta',
  'outbox',
  'reservation',
  'revision',
  'rollout',
  'run',
  'slot',
  'task',
  'version',
];

export interface BootParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: EngineSettings;
  readonly isAdopting: boolean;
  /** Draws the cluster's id for a new store. */
  readonly drawClusterId: () => string;
}

export interface Booted {
  readonly tables: Tables;
  /** What was decided and not yet delivered. */
  readonly outbox: readonly OutboxRow[];
}

export async function bootEngine(parts: BootParts): Promise<Booted> {
  const { store, isAdopting } = parts;
  const { epoch: before } = await store.load();
  const behind = await readRow<StoreBehind>(store, rowKey.behind);
  if (behind && !isAdopting) throw storeBehind(behind);
  const identity = (await readRow<ClusterIdentity>(store, rowKey.cluster)) ?? newIdentity(parts);
  const next = isAdopting
    ? adopted(identity, before, parts.clock)
    : { epoch: before + 1, identity };
  const { epoch } = next;
  const writes: Write[] = [
    { kind: 'put', key: epochKey, value: String(epoch) },
    { kind: 'put', key: rowKey.cluster, value: JSON.stringify(next.identity) },
    { kind: 'delete', key: rowKey.behind },
  ];
  await store.commit(writes, before);
  const loading = new Loading(new Tables(parts.settings));
  await loadRows(store, loading);
  const { tables } = loading;
  tables.epoch = epoch;
  loading.finishLoad(parts.clock.nowMs());
  return { tables, outbox: loading.outbox };
}

async function readRow<Value>(store: Store, key: string): Promise<Value | undefined> {
  const [row] = await store.read(key, `${key}\u0000`, 1);
  return row && (JSON.parse(row.value) as Value);
}

function newIdentity({ drawClusterId }: BootParts): ClusterIdentity {
  return { clusterId: drawClusterId(), launchBase: 0 };
}

function adopted(identity: ClusterIdentity, before: number, clock: Clock) {
  const nowMs = clock.nowMs();
  const above = (count: number): number => (nowMs > count ? nowMs : count + blindJump);
  const epoch = above(before);
  const launchBase = above(identity.launchBase);
  return { epoch, identity: { ...identity, launchBase, adoptedEpoch: epoch, adoptedMs: nowMs } };
}

async function loadRows(store: Store, loading: Loading): Promise<void> {
  for (const table of newestOnly) {
    const [newest] = await store.read(`${table}/`, `${table}0`, 1);
    if (newest) loading.loadRow(newest.key, newest.value);
  }
  for (const table of wholly)
    for await (const page of pagesOf(store, table)) loadPage(page, loading);
}

function loadPage(page: readonly Row[], loading: Loading): void {
  for (const { key, value } of page)
    if (key !== epochKey && key !== 'meta/format') loading.loadRow(key, value);
}

/** All rows of a table; `0` is the character after `/`. */
async function* pagesOf(store: Store, table: string): AsyncGenerator<readonly Row[]> {
  let from = `${table}/`;
  for (;;) {
    const page = await store.read(from, `${table}0`, pageRows);
    yield page;
    const last = page.at(-1);
    if (!last || page.length < pageRows) return;
    from = `${last.key}\u0000`;
  }
}
