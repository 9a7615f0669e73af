// Numbers what happened and what was asked for; both are stored with the batch that they tell of.
import type { Effects } from './effects.ts';
import type { Tables } from './tables.ts';

/** Notices kept in the store; older ones are dropped as new ones come. */
export const keptNotices = 10_000;
/** Audited operations kept, likewise. */
export const keptAudits = 10_000;

export interface NoticeText {
  readonly kind: string;
  readonly subject: string;
  readonly message: string;
}

export function notice(tables: Tables, effects: Effects, text: NoticeText): void {
  tables.lastNotice += 1;
  effects.notices.push({ number: tables.lastNotice, atMs: effects.nowMs, ...text });
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
