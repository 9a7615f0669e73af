// Reads notices back from the store's blocks (step/notice.ts).
import type { NoticeBlock, NoticeRow } from '../model/actual.ts';
import type { Store } from '../ports/store.ts';
import { rowKey } from '../step/memory/rows.ts';
import { blockOf, keptNotices } from '../step/notice.ts';

export interface NoticeRange {
  /** The first is the next one that is kept. */
  readonly after: number;
  readonly limit: number;
  /** Number of the newest that is stored. */
  readonly last: number;
}

/** Ascending; those no longer kept are passed over. */
export async function readNotices(store: Store, range: NoticeRange): Promise<readonly NoticeRow[]> {
  const start = Math.max(range.after, range.last - keptNotices);
  const end = Math.min(start + range.limit, range.last);
  if (end <= start) return [];
  const [first, newest] = [blockOf(start + 1), blockOf(end)];
  const bounds = [rowKey.notice(newest), rowKey.notice(first - 1)] as const;
  const rows = await store.read(...bounds, newest - first + 1);
  const blocks = rows.map((row) => JSON.parse(row.value) as NoticeBlock).reverse();
  return blocks
    .flatMap(({ notices }) => notices)
    .filter(({ number }) => number > start && number <= end);
}
