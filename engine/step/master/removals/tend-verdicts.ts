// Declares who is due, one after another, as far as it may be now (verdict.ts), and says once in an
// episode that verdicts are held or queued. Asked after the events of a batch: a word that has come
// with them, however late, cancels the verdict.
import { counted, spokenDuration } from '../../../lib/text/spoken-duration.ts';
import { notice } from '../../notice.ts';
import type { Tables } from '../../tables.ts';
import { declareUnreachable } from '../agents.ts';
import type { MasterTurn } from '../master-turn.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { holdText, limitText } from './verdict-text.ts';

const verdictTimer = 'verdicts';

export function tendVerdicts(turn: MasterTurn): void {
  const { tables, nowMs } = turn;
  for (;;) {
    const { first } = tables.attendance;
    const verdict = first && verdictOn(tables, first, nowMs);
    if (verdict?.kind !== 'due') {
      tell(turn, verdict);
      if (verdict && 'untilMs' in verdict) turn.effects.wake(verdictTimer, verdict.untilMs);
      return;
    }
    const entry = tables.agents.get(verdict.id);
    if (!entry) throw new Error(`bug: ${verdict.id} is waited for, and isn't known`);
    tables.removals.take(nowMs);
    declareUnreachable(turn, entry);
  }
}

/** What the first of them waits for all do. */
function tell({ tables, effects, nowMs }: MasterTurn, verdict: Verdict | undefined): void {
  const { told } = tables.removals;
  // One that becomes due later on is of the same episode.
  const isHeld = verdict?.kind === 'held' || (told.isHeld && tables.attendance.isDoubtful);
  const isQueued = verdict?.kind === 'queued';
  tables.removals.told = { isHeld, isQueued };
  const say = (kind: string, message: string) =>
    notice(tables, effects, { kind, subject: 'agents', message });
  if (verdict?.kind === 'held' && !told.isHeld)
    say('agent-verdict-held', `${holdText(tables, verdict, nowMs)}: ${heldRemedy}`);
  if (isQueued && !told.isQueued) say('agent-verdict-queued', queueText(tables, nowMs));
}

const heldRemedy =
  "see whether the engine's own network is whole; `meridian gone ID` declares one that is lost";

/** The last of them is known as well as the first: each takes the next token. */
function queueText(tables: Tables, nowMs: number): string {
  const due = tables.attendance.dueBy(nowMs);
  const lastMs = tables.removals.freeAtMs(nowMs, due - 1);
  const waiting = `${counted(due, 'agent')} ${due === 1 ? 'is' : 'are'} due`;
  const left = spokenDuration(lastMs - nowMs);
  return `${waiting} to be declared unreachable, ${limitText(tables)}: the last in ${left}`;
}
