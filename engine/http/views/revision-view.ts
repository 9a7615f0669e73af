import type { RevisionList, RevisionView } from '../../../schemas/generated/api.ts';
import type { RevisionRow } from '../../model/actual.ts';
import { inverted } from '../../step/memory/rows.ts';
import type { Tables } from '../../step/tables.ts';
import type { ListQuery } from './list-query.ts';
import { pageOf } from './page.ts';

export const revisionView = (tables: Tables, row: RevisionRow): RevisionView => ({
  ...row,
  faults: row.faults.map((fault) => ({ ...fault })),
  current: tables.cluster?.revision === row.number,
});

/** Newest first. */
export function revisionList(tables: Tables, query: ListQuery): RevisionList {
  const rows = [...tables.revisions.values()]
    .filter((row) => query.state === undefined || row.state === query.state)
    .sort((a, b) => b.number - a.number);
  const view = (row: RevisionRow) => revisionView(tables, row);
  return pageOf({ rows, key: (row) => inverted(row.number), view }, query);
}
