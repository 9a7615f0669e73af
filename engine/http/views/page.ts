// A list a page at a time. Rows have keys in the order of the list; a cursor is the key of the last
// row given, so that rows that come and go meanwhile neither repeat nor hide others.
import { Problem } from '../../model/problem.ts';

export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

export interface Page<V> {
  readonly formatVersion: 1;
  readonly items: V[];
  readonly nextCursor?: string;
}

export const defaultLimit = 100;
export const maxLimit = 1_000;

export interface Rows<T, V> {
  /** In ascending order of their keys. */
  readonly rows: Iterable<T>;
  readonly key: (row: T) => string;
  readonly view: (row: T) => V;
}

/** Only the rows of the page are made into views. */
export function pageOf<T, V>(list: Rows<T, V>, query: PageQuery): Page<V> {
  const limit = Math.min(query.limit ?? defaultLimit, maxLimit);
  const after = afterKey(query);
  const items: V[] = [];
  let last = '';
  for (const row of list.rows) {
    const key = list.key(row);
    if (after !== undefined && key <= after) continue;
    if (items.length === limit) return { formatVersion: 1, items, nextCursor: encodeCursor(last) };
    items.push(list.view(row));
    last = key;
  }
  return { formatVersion: 1, items };
}

/** The key that the query's cursor stands for. Throws a Problem for what is no cursor of ours. */
export const afterKey = (query: PageQuery): string | undefined =>
  query.cursor === undefined ? undefined : decodeCursor(query.cursor);

/** Throws a Problem for what is no cursor of ours. */
export function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (key !== '' && encodeCursor(key) === cursor) return key;
  throw badCursor(cursor);
}

export function badCursor(cursor: string): Problem {
  const what = `cursor ${cursor.slice(0, 40)} is none that was given out`;
  return new Problem('bad-request', { where: 'query', what, hint: 'pass `nextCursor` as it came' });
}

export const encodeCursor = (key: string): string => Buffer.from(key).toString('base64url');

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
