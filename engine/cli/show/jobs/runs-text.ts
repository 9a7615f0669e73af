// Runs as a table, newest first. What didn't succeed says why; of what failed the end of its
// standard error stands below it, with the command that shows more.
import type { RunView } from '../../../../schemas/generated/api.ts';
import { styleOfState } from '../paint.ts';
import { type Page, table } from '../table.ts';
import { agedWaitText, instantText, shortCommit } from '../words.ts';
import { cpuText, reasonText, tailLines, tookCell } from './run-words.ts';

/** Of one run's standard error. */
const shownLines = 5;

/** The end of standard error, by the run's id. */
export type Tails = ReadonlyMap<string, string>;

export const runsText = (runs: readonly RunView[], tails: Tails, page: Page): string =>
  runs.length === 0 ? 'no runs\n' : runsTable(runs, page, tails);

const columns = [
  { title: 'RUN' },
  { title: 'STATE' },
  { title: 'DUE', isSpare: true },
  { title: 'LATE', isNumber: true, isSpare: true },
  { title: 'TOOK', isNumber: true },
  { title: 'TRIES', isNumber: true, isSpare: true },
  { title: 'STARTED', isSpare: true },
  { title: 'AGENT', least: 10, isSpare: true },
  { title: 'CPU', isNumber: true, isSpare: true },
  { title: 'COMMIT', isSpare: true },
];

export function runsTable(runs: readonly RunView[], page: Page, tails: Tails = new Map()): string {
  const rows = runs.map((run) => {
    const { id, state, dueMs, latenessMs, durationMs, launches, startedMs, attempts } = run;
    const last = attempts.at(-1);
    return {
      cells: [
        id,
        { text: state, style: styleOfState(state) },
        instantText(dueMs),
        tookCell(latenessMs),
        tookCell(durationMs),
        String(launches),
        startedMs === undefined ? '-' : instantText(startedMs),
        last?.agentId ?? '-',
        cpuText(run),
        last === undefined ? '-' : shortCommit(last.revision),
      ],
      notes: notesOf(run, tails.get(id), page),
    };
  });
  return table(columns, rows, page);
}

function notesOf(run: RunView, tail: string | undefined, page: Page): readonly string[] {
  const reason = reasonText(run);
  return [
    ...(reason === '' ? [] : [reason]),
    ...run.waits.map((wait) => agedWaitText(wait, page)),
    ...(tail === undefined ? [] : tailLines(tail, shownLines).map((line) => `| ${line}`)),
    ...(tail === undefined ? [] : [`more: \`meridian runs ${run.id}\``]),
  ];
}
