// Small texts of runs: how long, when due, how one ended and what would help.
import type { RunView } from '../../../../schemas/generated/api.ts';
import {
  counted,
  spokenAge,
  spokenDuration,
  tookDuration,
} from '../../../lib/text/spoken-duration.ts';
import { isZone, localText } from '../../../lib/time.ts';
import { ageText, instantText } from '../words.ts';

export const tookText = (ms: number | undefined): string =>
  ms === undefined ? '-' : tookDuration(ms);

/** In a column: one unit, rounded down above ten seconds. */
export const tookCell = (ms: number | undefined): string =>
  ms === undefined || ms < 10_000 ? tookText(ms) : spokenAge(ms);

/** On the clock of a zone; UTC's where this machine doesn't know it. */
export const clockText = (ms: number, zone = 'UTC'): string =>
  localText(ms, isZone(zone) ? zone : 'UTC');

/** `in 3m`, `now`, `3m ago`. */
export function whenText(ms: number, nowMs: number): string {
  if (ms > nowMs) return `in ${spokenDuration(ms - nowMs)}`;
  return nowMs - ms < 1_000 ? 'now' : `${ageText(ms, nowMs)} ago`;
}

/** What there is to say of its state, or ''. */
export function reasonText(run: RunView): string {
  const { state, reason, isSoft } = run;
  switch (state) {
    case 'failed':
      return `failed ${isSoft ? 'softly, its children go on' : 'for good'}: ${said(reason)}`;
    case 'cancelled':
      return `cancelled: ${cancelText(said(reason))}`;
    case 'expired':
      return `expired: not started by ${instantText(run.deadlineMs ?? run.dueMs)}`;
    case 'skipped':
      return `skipped: ${skippedText(run)}`;
    default:
      return run.cancel === undefined ? '' : `stops: ${cancelText(run.cancel.reason)}`;
  }
}

const said = (reason: string | undefined): string =>
  reason === undefined || reason === '' ? 'no reason given' : firstLine(reason);

/** Output may follow. */
const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function cancelText(reason: string): string {
  if (reason === 'replaced') return 'a newer run replaced it';
  return reason === 'removed' ? 'its job was deleted' : reason;
}

function skippedText({ reason, missed, dueMs }: RunView): string {
  switch (reason) {
    case 'running':
      return 'an earlier run was not over, and the job forbids two at once';
    case 'suspended':
      return 'the job was suspended';
    case 'superseded':
      return 'a newer run waited already';
    case 'missed': {
      if (missed === undefined || missed.count < 2) return `missed at ${instantText(dueMs)}`;
      const [from, to] = [instantText(missed.fromMs), instantText(dueMs)];
      return `${counted(missed.count, 'due time')} from ${from} to ${to} missed`;
    }
    default:
      return said(reason).replace(/^parent /, 'nothing follows from its parent ');
  }
}

/** Commands that would help; '' where nothing is to be done. */
export function remedyText({ id, job, state, isSoft, attempts }: RunView): string {
  const last = attempts.at(-1);
  const again = `\`meridian retry ${id}\``;
  if (state === 'failed' && last?.reason === 'shutdown' && isSoft !== true)
    return `${again} gives it another attempt`;
  if (state === 'failed' && isSoft !== true)
    return hasBegun(last)
      ? `see \`meridian logs ${last?.taskId ?? id} --stderr\`; after a fix, ${again}`
      : `commit a fix, then ${again}`;
  if (state === 'cancelled') return `${again} gives it another attempt`;
  if (state === 'expired' || state === 'skipped') return `\`meridian run ${job}\` runs it now`;
  return '';
}

/** Its command began, so there is output to look at. */
const hasBegun = (attempt: RunView['attempts'][number] | undefined): boolean =>
  attempt !== undefined && (attempt.startedMs ?? attempt.exitCode ?? attempt.signal) !== undefined;

/** Of all attempts that are kept, where any is known. */
export function cpuText({ attempts }: RunView): string {
  const known = attempts.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs]));
  return known.length === 0 ? '-' : tookCell(known.reduce((sum, ms) => sum + ms, 0));
}

/** The last lines of an output that say something. */
export const tailLines = (text: string, most: number): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-most);
