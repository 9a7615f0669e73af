// The cluster on one screen: problems first, the rest counted by state.
import type { RevisionView, StatusView } from '../../../schemas/generated/api.ts';
import { revisionNotes } from './lists-text.ts';
import { problemLines } from './problem-lines.ts';
import { labelled, type Page, wrapped } from './table.ts';
import { ageText, counted, shortCommit, sumOf, tally } from './words.ts';

/** Below a screen the shell's next line stands. */
const promptRows = 1;

export function statusText(status: StatusView, page: Page): string {
  const at = { ...page, nowMs: status.nowMs };
  const counts = [
    labelled('Repository', repositoryText(status), at),
    revisionLines(status, at),
    labelled('Agents', countText(status.agents, 'agent', 'start meridian-agentd'), at),
    labelled('Apps', countText(status.apps, 'app', 'commit one'), at),
    ...(sumOf(status.jobs) === 0 ? [] : [labelled('Jobs', countText(status.jobs, 'job', ''), at)]),
    labelled('Tasks', countText(status.tasks, 'task', ''), at),
    engineLine(status, at),
  ].join('');
  const room = page.rows - promptRows - (counts.split('\n').length - 1);
  return problemLines(status.waits, room, at) + counts;
}

function repositoryText({ repository, nowMs }: StatusView): string {
  const { describe, head, checkedMs, failure } = repository;
  if (failure !== undefined) {
    const since = ageText(failure.sinceMs, nowMs);
    return `${describe}: can't be read for ${since} (${failure.code}): ${failure.message}`;
  }
  const checked =
    checkedMs === undefined ? 'not read yet' : `checked ${ageText(checkedMs, nowMs)} ago`;
  return `${describe}${head === undefined ? '' : `, head ${shortCommit(head)}`}, ${checked}`;
}

/** What is in force; and the newest one where that is another. */
function revisionLines({ applied, latest, nowMs }: StatusView, page: Page): string {
  const lines: string[] = [];
  if (latest !== undefined && latest.state !== 'applied') {
    const { number, commit, state, subject } = latest;
    const head = labelled(
      'Revision',
      `${number} ${shortCommit(commit)} is ${state}: ${subject}`,
      page,
    );
    lines.push(head.replace(` ${state}:`, ` ${page.paint('delete', state)}:`));
    for (const note of revisionNotes(latest))
      lines.push(...wrapped(note, '              ', page.columns).map((line) => `${line}\n`));
  }
  const inForce =
    applied === undefined ? 'none is applied yet' : appliedText(applied, latest, nowMs);
  lines.push(labelled(lines.length === 0 ? 'Revision' : 'In force', inForce, page));
  return lines.join('');
}

function appliedText(
  applied: NonNullable<StatusView['applied']>,
  latest: RevisionView | undefined,
  nowMs: number,
): string {
  const isLatest = latest?.number === applied.revision;
  const about = isLatest ? `, applied ${ageText(latest.seenMs, nowMs)} ago: ${latest.subject}` : '';
  const { ignoredDocuments: others } = applied;
  const passed = others === 0 ? '' : ` (${counted(others, 'document')} of others passed over)`;
  return `${applied.revision} ${shortCommit(applied.commit)}${about}${passed}`;
}

function countText(counts: Readonly<Record<string, number>>, noun: string, hint: string): string {
  const sum = sumOf(counts);
  if (sum === 0) return hint === '' ? 'none' : `none: ${hint}`;
  return `${counted(sum, noun)}: ${tally(counts)}`;
}

function engineLine(status: StatusView, page: Page): string {
  const { clusterId, epoch, startedMs, nowMs, version } = status;
  const words = [
    ...(version === undefined ? [] : [`version ${version}`]),
    `cluster ${clusterId}`,
    `epoch ${epoch}`,
    `up ${ageText(startedMs, nowMs)}`,
  ];
  return labelled('Engine', words.join(', '), page);
}
