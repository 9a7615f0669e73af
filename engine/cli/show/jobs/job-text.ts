// One job: when it runs and by what policy, what comes before and after it, its newest runs, what
// it waits for, and what a person can do.
import type { JobDetail } from '../../../../schemas/generated/api.ts';
import { labelled, type Page } from '../table.ts';
import { agedWaitText, ageText, amountText, shortCommit } from '../words.ts';
import { dueText } from './due-text.ts';
import { policyWords } from './policy-words.ts';
import { reasonText, remedyText } from './run-words.ts';
import { runsTable } from './runs-text.ts';

export function jobText(job: JobDetail, page: Page): string {
  return [
    headLines(job, page),
    section('Next due', nextLines(job, page), page),
    section('Newest runs', job.runs.length === 0 ? '' : runsTable(job.runs, page), page),
  ].join('');
}

const section = (title: string, text: string, page: Page): string =>
  text === '' ? '' : `\n${page.paint('strong', title)}\n${text}`;

function headLines(job: JobDetail, page: Page): string {
  const { origin, revision, trigger, children, waits, role } = job;
  const at = revision === undefined ? '' : ` in ${shortCommit(revision)}`;
  const lines: readonly (readonly [label: string, texts: readonly string[]])[] = [
    [job.name, [stateText(job, page)]],
    ['Starts', [trigger.words]],
    ['Written', isSaid(trigger) ? [] : [trigger.text ?? '']],
    ['Parents', trigger.parents.length === 0 ? [] : [trigger.parents.join(', ')]],
    ['Children', children.length === 0 ? [] : [children.join(', ')]],
    ['Role', [role]],
    ['From', origin === undefined ? [] : [`${origin.file}:${origin.line}${at}`]],
    ['Command', taskLines(job)],
    ['Policy', job.policy === undefined ? [] : policyWords(job.policy, trigger)],
    ['Runs', [countText(job)]],
    ['Last run', lastLines(job, page)],
    ['Waits', waits.map((wait) => agedWaitText(wait, page))],
    ['To do', toDo(job)],
  ];
  return lines
    .flatMap(([label, texts]) =>
      texts.map((text, at) => labelled(at === 0 ? label : '', text, page)),
    )
    .join('');
}

/** The words of a cron line hold it as it is written. */
const isSaid = ({ text = '', words }: JobDetail['trigger']): boolean => words.includes(text);

function stateText({ state, suspendedMs }: JobDetail, { nowMs }: Page): string {
  return suspendedMs === undefined ? state : `${state} for ${ageText(suspendedMs, nowMs)}`;
}

function taskLines({ task }: JobDetail): readonly string[] {
  if (task === undefined) return [];
  const { cpus, mem, disk } = task.resources;
  const asks = [
    ...(cpus === undefined ? [] : [`${amountText(cpus)} cpus`]),
    ...(mem === undefined ? [] : [`${amountText(mem)} MiB of memory`]),
    ...(disk === undefined || disk === 0 ? [] : [`${amountText(disk)} MiB of disk`]),
  ];
  const command = task.command.trimEnd().split('\n');
  return [...command, `${asks.join(', ')}; task digest ${task.taskDigest}`];
}

function countText({ counts }: JobDetail): string {
  const { succeeded, failed, active, errorsSinceSuccess = 0 } = counts;
  const hasBoth = succeeded > 0 && errorsSinceSuccess > 0;
  const since = hasBoth ? `, ${errorsSinceSuccess} since the last success` : '';
  return `${succeeded} succeeded, ${failed} failed${since}, ${active} not over`;
}

function lastLines({ last }: JobDetail, { nowMs }: Page): readonly string[] {
  if (last === undefined) return ['none has ended yet'];
  const exit = last.exitCode === undefined ? '' : `, exit code ${last.exitCode}`;
  return [`${last.state} ${ageText(last.atMs, nowMs)} ago${exit}: ${last.id}`];
}

/** What the newest run asks for, unless something waits: waits say themselves what would help. */
function toDo({ runs, waits, state, name, trigger }: JobDetail): readonly string[] {
  if (waits.length > 0 || state === 'going') return [];
  const [newest] = runs;
  if (newest === undefined)
    return trigger.kind === 'manual' ? [`\`meridian run ${name}\` runs it now`] : [];
  // The next one comes by itself.
  const remedy = newest.state === 'skipped' ? '' : remedyText(newest);
  if (remedy === '') return [];
  return [`${reasonText(newest)}: ${remedy}`];
}

function nextLines({ next, trigger }: JobDetail, page: Page): string {
  if (next.length === 0) return '';
  const instants = next.map(({ atMs }) => atMs);
  return dueText({ instants, zone: trigger.timeZone ?? 'UTC', isAll: false }, page);
}
