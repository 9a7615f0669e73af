// How a run ended, in words, and what would help.
import { counted, tookDuration } from '../../../lib/text/spoken-duration.ts';
import { isoInstant } from '../../../lib/time.ts';
import type { Attempt, RunRow } from '../../../model/jobs.ts';
import { endLine } from '../../../step/end-text.ts';
import { startOf } from './run-view.ts';

export function runEndText(run: RunRow): string {
  switch (run.state) {
    case 'succeeded':
      return `succeeded${tookText(run)}`;
    case 'failed':
      return `failed ${run.isSoft ? 'softly: its children go on' : 'for good'} (${reasonOf(run)})`;
    case 'cancelled':
      return `cancelled: ${reasonOf(run)}`;
    case 'expired':
      return `expired: it hadn't started by ${instant(run.deadlineMs ?? run.dueMs)}`;
    case 'skipped':
      return `skipped: ${skippedText(run)}`;
    default:
      return run.state;
  }
}

/** Empty where nothing is to be done. */
export function runEndRemedy(run: RunRow): string {
  const last = run.attempts.at(-1);
  if (run.state === 'failed' && last) {
    const retry = `\`meridian retry ${run.id}\``;
    if (last.end?.reason === 'shutdown' && !run.isSoft) return `${retry} gives it another attempt`;
    // Its command never began, so there is no output to look at.
    if (!hasBegun(last)) return run.isSoft ? 'commit a fix' : `commit a fix, ${retry}`;
    const look = `see \`meridian logs ${last.taskId} --stderr\``;
    return run.isSoft ? look : `${look}; after a fix, ${retry}`;
  }
  if (run.state === 'cancelled') return `\`meridian retry ${run.id}\` gives it another attempt`;
  if (run.state === 'expired') return `${again(run)}, and then \`meridian why\` says why it waits`;
  if (run.state === 'skipped') return again(run);
  return '';
}

const again = ({ name }: RunRow): string => `\`meridian run ${name}\` runs it now`;

const hasBegun = ({ startedMs, end }: Attempt): boolean =>
  startedMs !== undefined || end?.exitCode !== undefined || end?.signal !== undefined;

/** To the second, as the command line has it. */
const instant = (ms: number): string => isoInstant(Math.floor(ms / 1000) * 1000);

const reasonOf = (run: RunRow): string => endLine(run.reason ?? 'no reason given');

function tookText(run: RunRow): string {
  const [startMs, last] = [startOf(run), run.attempts.at(-1)];
  const took =
    startMs === undefined || !last?.end ? '' : ` in ${tookDuration(last.end.atMs - startMs)}`;
  const tries = run.failures === 0 ? '' : `, after ${counted(run.failures, 'failed attempt')}`;
  return `${took}${tries}`;
}

function skippedText(run: RunRow): string {
  const { reason, missed, dueMs } = run;
  switch (reason) {
    case 'running':
      return 'an earlier run wasn’t over, and the job forbids two at once';
    case 'suspended':
      return 'the job was suspended';
    case 'superseded':
      return 'a newer run waited already';
    case 'missed': {
      if (!missed || missed.count < 2) return `missed at ${instant(dueMs)}`;
      const times = counted(missed.count, 'due time');
      return `${times} from ${instant(missed.fromMs)} to ${instant(dueMs)} missed`;
    }
    default:
      return reason?.replace(/^parent /, 'nothing follows from its parent ') ?? 'no reason given';
  }
}
