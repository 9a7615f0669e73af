// Words to frameworks of others: spoken once the batch is stored, lost on one that isn't there.
import type { SchedulerEvent } from '../../model/scheduler-api/scheduler-event.ts';
import type { FrameworkEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';

export interface CallFault {
  readonly what: string;
  /** What would be right. */
  readonly remedy: string;
}

export function tell(turn: Turn, entry: FrameworkEntry, event: SchedulerEvent): void {
  const { connection } = entry;
  if (connection !== undefined) turn.effects.said.push({ connection, event });
}

/** The call did nothing; the connection goes on. */
export function refuse(turn: Turn, entry: FrameworkEntry, { what, remedy }: CallFault): void {
  tell(turn, entry, { kind: 'error', what, remedy, isEnd: false });
}

/** The connection ends, and whoever has it is told why. */
export function hangUp(turn: Turn, connection: number, { what, remedy }: CallFault): void {
  turn.effects.said.push({ connection, event: { kind: 'error', what, remedy, isEnd: true } });
  turn.effects.hangUps.push({ connection, reason: what });
}
