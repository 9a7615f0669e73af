// Jobs as a table: those that want a person first, then what waits by itself, then the rest; each
// says what it waits for, and how its last run failed.
import type { JobView } from '../../../../schemas/generated/api.ts';
import { isUnderWay } from '../../../model/severity.ts';
import { styleOfState } from '../paint.ts';
import { type Cell, type Page, table } from '../table.ts';
import { agedWaitText, ageText, noneText } from '../words.ts';
import { clockText, whenText } from './run-words.ts';

const columns = [
  { title: 'JOB' },
  { title: 'STATE' },
  { title: 'NEXT DUE', isSpare: true },
  { title: 'WHEN', isSpare: true },
  { title: 'LAST RUN' },
  { title: 'AGO', isNumber: true },
  { title: 'OK', isNumber: true, isSpare: true },
  { title: 'FAILED', isNumber: true, isSpare: true },
  { title: 'ACTIVE', isNumber: true, isSpare: true },
];

/** `given`: the options that chose them. */
export function jobsText(
  jobs: readonly JobView[],
  page: Page,
  given: readonly string[] = [],
): string {
  if (jobs.length === 0) return noneText('jobs', given);
  const sorted = [...jobs].sort((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
  const rows = sorted.map((job) => ({
    cells: cellsOf(job, page),
    notes: [...job.waits.map((wait) => agedWaitText(wait, page)), ...lastNotes(job)],
  }));
  return table(columns, rows, page);
}

const stateCell = (state: string): Cell => ({ text: state, style: styleOfState(state) });

function cellsOf(job: JobView, { nowMs }: Page): readonly Cell[] {
  const { name, state, nextDueMs, trigger, last, counts } = job;
  return [
    name,
    stateCell(state),
    nextDueMs === undefined ? '-' : clockText(nextDueMs, trigger.timeZone),
    nextDueMs === undefined ? '-' : whenText(nextDueMs, nowMs),
    last === undefined ? '-' : stateCell(last.state),
    last === undefined ? '-' : ageText(last.atMs, nowMs),
    String(counts.succeeded),
    counts.failed === 0 ? '0' : { text: String(counts.failed), style: 'delete' as const },
    String(counts.active),
  ];
}

const hasFailed = ({ last }: JobView): boolean =>
  last?.state === 'failed' || last?.state === 'expired';

/** 0 wants a person first. */
function rankOf(job: JobView): number {
  const isHeld = job.state === 'suspended';
  const wanting = job.waits.filter((wait) => wait.kind !== 'suspended' && !isUnderWay(wait));
  if (wanting.length > 0 || (hasFailed(job) && !isHeld)) return 0;
  return job.waits.length > 0 ? 1 : 2;
}

function lastNotes(job: JobView): readonly string[] {
  const { last } = job;
  if (last === undefined || !hasFailed(job)) return [];
  const exit = last.exitCode === undefined ? '' : `, exit code ${last.exitCode}`;
  return [`last run ${last.state}${exit}: see \`meridian runs ${last.id}\``];
}
