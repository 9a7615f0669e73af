// An engine start: raise the epoch in its first transaction, then load the tables. In this order:
// from then on no earlier engine can write, so what is read is all there is.
// `--adopt-epoch` takes over from a store restored from a backup: it goes above the epoch that the
// agents have seen, and raises the base that every launch is counted from (house.md part 3).
import type { Clock } from '../ports/clock.ts';
import { epochKey, type Row, type Store, type Write } from '../ports/store.ts';
import type { OutboxRow } from '../step/effects.ts';
import { type ClusterIdentity, Loading } from '../step/load.ts';
import { rowKey } from '../step/rows.ts';
import { type EngineSettings, Tables } from '../step/tables.ts';

/** Rows read at a time. */
const pageRows = 1_000;
/** Launch counts jump by so much when a store takes over from what it doesn't know. */
const adoptedLaunches = 1_000_000;
/** Epochs jump by so much: more starts than the lost part of the store can have seen. */
const adoptedEpochs = 1_000_000;
/** Tables whose newest row alone is needed: keys sort newest first. */
const newestOnly = ['audit', 'notice'] as const;
const wholly = ['agent', 'app', 'meta', 'outbox', 'revision', 'rollout', 'slot', 'task', 'version'];

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
  const { store } = parts;
  const { epoch: before } = await store.load();
  const epoch = before + (parts.isAdopting ? adoptedEpochs : 1);
  const identity = identityOf(await storedIdentity(store), parts);
  const writes: Write[] = [
    { kind: 'put', key: epochKey, value: String(epoch) },
    { kind: 'put', key: rowKey.cluster, value: JSON.stringify(identity) },
  ];
  await store.commit(writes, before);
  const loading = new Loading(new Tables(parts.settings));
  await loadRows(store, loading);
  const { tables } = loading;
  tables.epoch = epoch;
  loading.finishLoad(parts.clock.nowMs());
  return { tables, outbox: loading.outbox };
}

async function storedIdentity(store: Store): Promise<ClusterIdentity | undefined> {
  const [row] = await store.read(rowKey.cluster, `${rowKey.cluster}\u0000`, 1);
  return row && (JSON.parse(row.value) as ClusterIdentity);
}

function identityOf(stored: ClusterIdentity | undefined, parts: BootParts): ClusterIdentity {
  const identity = stored ?? { clusterId: parts.drawClusterId(), launchBase: 0 };
  if (!parts.isAdopting) return identity;
  return { ...identity, launchBase: identity.launchBase + adoptedLaunches };
}

async function loadRows(store: Store, loading: Loading): Promise<void> {
  for (const table of newestOnly) {
    const [newest] = await store.read(`${table}/`, `${table}0`, 1);
    if (newest) loading.loadRow(newest.key, newest.value);
  }
  for (const table of wholly)
    for await (const row of rowsOf(store, table))
      if (row.key !== epochKey && row.key !== 'meta/format') loading.loadRow(row.key, row.value);
}

/** All rows of a table; `0` is the character after `/`. */
async function* rowsOf(store: Store, table: string): AsyncGenerator<Row> {
  let from = `${table}/`;
  for (;;) {
    const page = await store.read(from, `${table}0`, pageRows);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageRows) return;
    from = `${last.key}\u0000`;
  }
}
