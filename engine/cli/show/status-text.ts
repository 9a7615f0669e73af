// The cluster on one screen: problems first, the rest counted.
import type { RevisionView, StatusView } from '../../../schemas/generated/api.ts';
import { revisionNotes } from './lists-text.ts';
import { labelled, type Page, wrapped } from './table.ts';
import { ageText, counted, shortCommit, sumOf, tally, waitText } from './words.ts';

/** Problems shown at most: one screen. */
const shownWaits = 15;

export function statusText(status: StatusView, page: Page): string {
  const at = { ...page, nowMs: status.nowMs };
  return [
    problemLines(status, at),
    labelled('Repository', repositoryText(status), at),
    revisionLines(status, at),
    labelled('Agents', countText(status.agents, 'agent', 'start meridian-agentd'), at),
    labelled('Apps', countText(status.apps, 'app', 'commit one'), at),
    labelled('Tasks', countText(status.tasks, 'task', ''), at),
    engineLine(status, at),
  ].join('');
}

function problemLines({ waits }: StatusView, page: Page): string {
  if (waits.length === 0) return '';
  const shown = waits.slice(0, shownWaits).flatMap((wait) => {
    const [first = '', ...rest] = wrapped(waitText(wait), '    ', page.columns);
    return [`  ${page.paint('warn', wait.subject)}`, first, ...rest];
  });
  const more = waits.length - shownWaits;
  const tail = more > 0 ? [`  and ${more} more: \`meridian apps\` shows all`] : [];
  const lines = [page.paint('strong', 'Waiting'), ...shown, ...tail, ''];
  return lines.map((line) => `${line}\n`).join('');
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
