// One task: where it is, what it waits for, how it ended, and what it went through.
import type { TaskDetail, TaskView } from '../../../../schemas/generated/api.ts';
import { spokenAge, tookDuration } from '../../../lib/text/spoken-duration.ts';
import { styleOfState } from '../paint.ts';
import { labelled, type Page, table } from '../table.ts';
import { agedWaitText, ageText, instantText, shortCommit } from '../words.ts';

export const taskText = ({ task, history }: TaskDetail, page: Page): string =>
  `${headLines(task, page)}\n${page.paint('strong', 'History')}\n${historyText(history, page)}`;

function headLines(task: TaskView, page: Page): string {
  const { hostname, kill, end, phase, ports, revision } = task;
  const lines: readonly (readonly [label: string, texts: readonly string[]])[] = [
    [task.id, [task.state]],
    ['Agent', [hostname === '' ? task.agentId : `${task.agentId} on ${hostname}`]],
    ['Role', [task.role]],
    ['Health', end === undefined ? [healthText(task)] : []],
    ['Phase', phase === undefined ? [] : [phaseText(phase, page)]],
    ['Ports', ports.length === 0 ? [] : [ports.join(', ')]],
    ['Commit', revision === undefined ? [] : [shortCommit(revision)]],
    ['Launched', [`${instantText(task.launchedMs)}, ${ageText(task.launchedMs, page.nowMs)} ago`]],
    ['To stop', kill === undefined ? [] : [`${kill.reason}, asked at ${instantText(kill.atMs)}`]],
    ['Ended', end === undefined ? [] : [endText(end)]],
    ['Waits', task.waits.map((wait) => agedWaitText(wait, page))],
  ];
  return lines
    .flatMap(([label, texts]) =>
      texts.map((text, at) => labelled(at === 0 ? label : '', text, page)),
    )
    .join('');
}

const healthText = ({ health, ready }: TaskView): string =>
  health === 'healthy' && !ready ? 'healthy, not ready' : health;

/** `starting for 12s`. */
const phaseText = (phase: NonNullable<TaskView['phase']>, { nowMs }: Page): string =>
  `${phase.name} for ${spokenAge(nowMs - phase.sinceMs)}`;

/** What it said stands in its history. */
function endText({ state, reason, exitCode, signal, atMs }: Ended): string {
  const how = [state, reason, exitCode === undefined ? undefined : `exit code ${exitCode}`, signal];
  return `${how.filter((part) => part !== undefined).join(', ')}, at ${instantText(atMs)}`;
}

/** How it came, and the last that it printed. */
function saidLines(message = ''): readonly string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 2 ? [...lines.slice(0, 1), ...lines.slice(-1)] : lines;
}

type Ended = NonNullable<TaskView['end']>;
type Moment = TaskDetail['history'][number];

/** Times are those of who says so. */
function historyText(history: TaskDetail['history'], page: Page): string {
  const columns = [
    { title: 'AT' },
    { title: 'STATE' },
    { title: 'BY' },
    { title: 'REASON', isSpare: true },
    { title: 'FOR', isNumber: true },
  ];
  const rows = history.map((moment, at) => ({
    cells: [
      instantText(moment.atMs),
      { text: moment.state, style: styleOfState(moment.state) },
      moment.by,
      moment.reason ?? '-',
      lastedText(moment, history[at + 1]),
    ],
    notes: saidLines(moment.message),
  }));
  return table(columns, rows, page);
}

/** Until the next; the last one lasts. */
const lastedText = ({ atMs }: Moment, next: Moment | undefined): string =>
  next === undefined ? '-' : tookDuration(Math.max(0, next.atMs - atMs));
