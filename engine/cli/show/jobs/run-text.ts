// One run: what started it, how it went, its attempts, and the end of what the last one said.
import type { RunDetail } from '../../../../schemas/generated/api.ts';
import { styleOfState } from '../paint.ts';
import { labelled, type Page, table, wrapped } from '../table.ts';
import { agedWaitText, instantText, shortCommit } from '../words.ts';
import { reasonText, remedyText, tailLines, tookText, whenText } from './run-words.ts';

/** Of each file. */
const shownLines = 20;

export const runText = (run: RunDetail, page: Page): string =>
  [
    headLines(run, page),
    attemptLines(run, page),
    tailText(run, 'stderr', page),
    tailText(run, 'stdout', page),
  ].join('');

function headLines(run: RunDetail, page: Page): string {
  const reason = reasonText(run);
  const remedy = remedyText(run);
  const lines: readonly (readonly [label: string, texts: readonly string[]])[] = [
    [run.id, [run.state]],
    ['Due', [`${instantText(run.dueMs)}, ${originText(run.origin)}`]],
    ['Lineage', run.lineage === run.id ? [] : [`begun by ${run.lineage}`]],
    ['Started', startedLines(run)],
    ['Deadline', deadlineLines(run, page)],
    ['Took', run.durationMs === undefined ? [] : [tookText(run.durationMs)]],
    ['Ended', run.endedMs === undefined ? [] : [endText(run.endedMs, page)]],
    ['Why', reason === '' ? [] : [reason]],
    ['Waits', run.waits.map((wait) => agedWaitText(wait, page))],
    ['To do', remedy === '' ? [] : [remedy]],
  ];
  return lines
    .flatMap(([label, texts]) =>
      texts.map((text, at) => labelled(at === 0 ? label : '', text, page)),
    )
    .join('');
}

const endText = (ms: number, { nowMs }: Page): string =>
  `${instantText(ms)}, ${whenText(ms, nowMs)}`;

function startedLines({ startedMs, latenessMs }: RunDetail): readonly string[] {
  if (startedMs === undefined) return [];
  const late = latenessMs === undefined ? '' : `, ${tookText(latenessMs)} after it was due`;
  return [`${instantText(startedMs)}${late}`];
}

function deadlineLines(
  { deadlineMs, launches, endedMs }: RunDetail,
  page: Page,
): readonly string[] {
  if (deadlineMs === undefined || launches > 0 || endedMs !== undefined) return [];
  return [`starts by ${instantText(deadlineMs)} or expires, ${whenText(deadlineMs, page.nowMs)}`];
}

function originText(origin: RunDetail['origin']): string {
  switch (origin.kind) {
    case 'timetable':
      return origin.isCatchUp ? 'by its timetable, caught up with' : 'by its timetable';
    case 'after':
      return `after ${origin.parents.map(({ run }) => run).join(', ')}`;
    case 'manual': {
      const given = origin.env.length === 0 ? '' : `, who gave it ${origin.env.join(', ')}`;
      return `asked for by ${origin.who}${given}`;
    }
  }
}

function attemptLines({ attempts, launches }: RunDetail, page: Page): string {
  if (attempts.length === 0) return '';
  const columns = [
    { title: 'ATTEMPT' },
    { title: 'STATE' },
    { title: 'EXIT' },
    { title: 'AGENT' },
    { title: 'TOOK', isNumber: true },
    { title: 'CPU', isNumber: true },
    { title: 'COMMIT', isSpare: true },
    { title: 'LAUNCHED', isSpare: true },
  ];
  const rows = attempts.map((attempt) => {
    const { taskId, state, agentId, launchedMs, startedMs, endedMs, cpuMs, revision } = attempt;
    const took = endedMs === undefined ? undefined : endedMs - (startedMs ?? launchedMs);
    return {
      cells: [
        taskId,
        { text: state, style: styleOfState(state) },
        exitOf(attempt),
        agentId,
        tookText(took === undefined ? undefined : Math.max(0, took)),
        tookText(cpuMs),
        shortCommit(revision),
        instantText(launchedMs),
      ],
      notes: state === 'finished' ? [] : attemptNotes(attempt),
    };
  });
  const gone = launches - attempts.length;
  const head = gone > 0 ? `Attempts (${gone} older kept no longer)` : 'Attempts';
  return `\n${page.paint('strong', head)}\n${table(columns, rows, page)}`;
}

type Attempt = RunDetail['attempts'][number];

const exitOf = ({ exitCode, signal }: Attempt): string =>
  signal ?? (exitCode === undefined ? '-' : String(exitCode));

function attemptNotes({ reason, message, isCounted }: Attempt): readonly string[] {
  const [said = ''] = (message ?? '').split('\n');
  const how = [reason, said].filter((part) => part !== undefined && part !== '').join(': ');
  const free = isCounted === false ? ['it used up no retry'] : [];
  return how === '' ? free : [how, ...free];
}

function tailText(run: RunDetail, file: 'stderr' | 'stdout', page: Page): string {
  const lines = tailLines(run.logTail?.[file] ?? '', shownLines);
  if (lines.length === 0) return '';
  const flag = file === 'stderr' ? ' --stderr' : '';
  const more = wrapped(`all of it: \`meridian logs ${run.id}${flag}\``, '', page.columns);
  const said = lines.flatMap((line) => wrapped(`| ${line}`, '  ', page.columns));
  const title = page.paint('strong', `The end of its ${file}`);
  return `\n${title}\n${[...said, ...more].map((line) => `${line}\n`).join('')}`;
}
