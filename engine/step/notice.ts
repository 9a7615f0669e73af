// Numbers what happened and what was asked for; both are stored with the batch that they tell of.
// Notices are stored in blocks, as a busy engine has many in a batch: the block under way is
// written anew with each batch that adds to it.
import type { Effects } from './effects.ts';
import type { Tables } from './tables.ts';

/** Notices kept in the store; blocks of older ones are dropped as new ones come. */
export const keptNotices = 10_000;
/** Audited operations kept, likewise. */
export const keptAudits = 10_000;
/** Notices of a block. A message is at most some KiB, so a block fits into a commit. */
const blockNotices = 16;

export interface NoticeText {
  readonly kind: string;
  readonly subject: string;
  readonly message: string;
}

/** In which block the notice of a number is. */
export const blockOf = (number: number): number => Math.ceil(number / blockNotices);

/** The block that holds no notice any more that is kept; 0 or less where there is none. */
export const droppedBlock = (block: number): number =>
  block - Math.ceil(keptNotices / blockNotices) - 1;

export function notice(tables: Tables, effects: Effects, text: NoticeText): void {
  tables.lastNotice += 1;
  const row = { number: tables.lastNotice, atMs: effects.nowMs, ...text };
  effects.notices.push(row);
  const block = blockOf(row.number);
  const before = tables.noticeBlock?.block === block ? tables.noticeBlock.notices : [];
  tables.noticeBlock = { block, number: row.number, notices: [...before, row] };
  effects.noticeBlocks.set(block, tables.noticeBlock);
}

export interface AuditText {
  readonly who: string;
  readonly operation: string;
  readonly subject: string;
  readonly outcome: string;
}

export function audit(tables: Tables, effects: Effects, text: AuditText): void {
  tables.lastAudit += 1;
  effects.audits.push({ number: tables.lastAudit, atMs: effects.nowMs, ...text });
}
