// What stands on disk for one task, beside what the supervisor writes: `order.json` (once, before
// anything else), `marks.json` (what must outlive the agent: kill, settings, end) and `health.json`
// (what would be a pity to lose).
import type { Order, Settings, Status } from '../../../schemas/generated/wire.ts';
import type { SavedCheck } from '../check/check-set.ts';
import type { KillMark } from './kill-plan.ts';
import type { End } from './task.ts';

export interface OrderFile {
  readonly taskId: string;
  readonly taskDigest: string;
  readonly bootId: string;
  readonly receivedMs: number;
  /** Absent: killed before its order came. */
  readonly order?: Order;
}

export interface Marks {
  readonly kill?: KillMark;
  /** Absent: the order's. */
  readonly settings?: Settings;
  readonly trial?: Settings;
  readonly end?: Status;
  readonly ackedSeq: number;
}

export interface SavedHealth {
  readonly checks: readonly SavedCheck[];
  readonly healthySinceMs?: number;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Our own file read back; undefined when it isn't what we write. */
export function parseOrderFile(value: unknown): OrderFile | undefined {
  if (!isRecord(value)) return undefined;
  const { taskId, taskDigest, bootId, receivedMs, order } = value;
  if (typeof taskId !== 'string' || typeof taskDigest !== 'string') return undefined;
  if (typeof bootId !== 'string' || typeof receivedMs !== 'number') return undefined;
  if (order !== undefined && !(isRecord(order) && isRecord(order.settings))) return undefined;
  return value as unknown as OrderFile;
}

export function parseMarks(value: unknown): Marks {
  if (!isRecord(value) || typeof value.ackedSeq !== 'number') return { ackedSeq: 0 };
  return value as unknown as Marks;
}

/** The end that an earlier life of the agent took the claim for. */
export function parseClaimNote(note: string, orElse: End): End {
  try {
    const value: unknown = JSON.parse(note);
    const isEnd = isRecord(value) && typeof value.state === 'string';
    return isEnd && typeof value.reason === 'string' ? (value as unknown as End) : orElse;
  } catch {
    return orElse;
  }
}

export function parseSavedHealth(value: unknown): SavedHealth {
  if (!isRecord(value) || !Array.isArray(value.checks)) return { checks: [] };
  return value as unknown as SavedHealth;
}
