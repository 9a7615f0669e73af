// One app: what it is and waits for, its versions, its instances, its rollouts, its last failures.
import type { AppDetail, RolloutView, TaskView } from '../../../schemas/generated/api.ts';
import { formatDuration } from '../../lib/duration.ts';
import { rolloutsText, tasksText } from './lists-text.ts';
import { labelled, type Page, table } from './table.ts';
import { volumesText } from './volumes-text.ts';
import { agedWaitText, ageText, counted, shortCommit } from './words.ts';

/** Ended rollouts and failures shown at most. */
const shownRollouts = 5;
const shownFailures = 5;

export function appText(app: AppDetail, page: Page): string {
  return [
    headLines(app, page),
    section('Versions', versionsText(app, page), page),
    section('Instances', instancesText(app, page), page),
    section('Volumes', volumeLines(app, page), page),
    section('Rollouts', rolloutLines(app, page), page),
    section('Failures', failureLines(app, page), page),
  ].join('');
}

function section(title: string, text: string, page: Page): string {
  return text === '' ? '' : `\n${page.paint('strong', title)}\n${text}`;
}

function headLines(app: AppDetail, page: Page): string {
  const { instances, origin, rollout, paused, quarantine, waits } = app;
  const { healthy, running, wanted } = instances;
  const line = (label: string, text: string): string => labelled(label, text, page);
  return [
    line(app.name, app.state),
    line('Instances', `${healthy} healthy, ${running} running, ${wanted} wanted`),
    line('Role', app.role),
    ...(origin === undefined ? [] : [line('From', `${origin.file}:${origin.line}`)]),
    ...(app.dependsOn.length === 0 ? [] : [line('Depends on', app.dependsOn.join(', '))]),
    ...(app.neededBy.length === 0 ? [] : [line('Needed by', app.neededBy.join(', '))]),
    ...(rollout === undefined ? [] : [line('Rollout', rolloutText(rollout))]),
    ...(paused === undefined
      ? []
      : [line('Paused', `by ${paused.by}, ${ageText(paused.atMs, page.nowMs)} ago`)]),
    ...quarantine.map(({ version, revision, reason }) => {
      const which =
        revision === undefined
          ? `version ${version.slice(0, 12)}`
          : `revision ${shortCommit(revision)}`;
      return line('Quarantine', `${which}: ${reason}`);
    }),
    ...waits.map((wait) => line('Waits', agedWaitText(wait, page))),
  ].join('');
}

function rolloutText(rollout: RolloutView): string {
  const { id, kind, state, proven, wanted, oldLeft, failures, deadlineMs } = rollout;
  const words = [
    `${id} ${kind} ${state}`,
    ...(proven === undefined ? [] : [`${proven} of ${wanted} proven`]),
    ...(oldLeft === undefined ? [] : [`${oldLeft} old left`]),
    counted(failures, 'failure'),
    ...(deadlineMs === undefined ? [] : [`${formatDuration(seconds(deadlineMs))} to the deadline`]),
  ];
  return words.join(', ');
}

const seconds = (ms: number): number => Math.ceil(ms / 1000) * 1000;

/** By task digest: the version that is wanted, and what else still runs. */
function versionsText(app: AppDetail, page: Page): string {
  const live = app.tasks.filter(({ end }) => end === undefined);
  const digests = new Set([
    ...(app.version === undefined ? [] : [app.version.taskDigest]),
    ...live.map(({ taskDigest }) => taskDigest),
  ]);
  const rows = [...digests].map((digest) => {
    const tasks = live.filter(({ taskDigest }) => taskDigest === digest);
    const isWanted = digest === app.version?.taskDigest;
    const revision = isWanted ? app.version?.revision : tasks[0]?.revision;
    const healthy = tasks.filter(({ health, ready }) => health === 'healthy' && ready).length;
    return {
      cells: [
        digest,
        revision === undefined ? '-' : shortCommit(revision),
        isWanted ? 'yes' : 'no',
        String(tasks.length),
        String(healthy),
      ],
    };
  });
  if (rows.length === 0) return '';
  const columns = [
    { title: 'TASK DIGEST' },
    { title: 'REVISION' },
    { title: 'WANTED' },
    { title: 'INSTANCES', isNumber: true },
    { title: 'HEALTHY', isNumber: true },
  ];
  return table(columns, rows, page);
}

const instancesText = ({ tasks }: AppDetail, page: Page): string => {
  const live: readonly TaskView[] = tasks.filter(({ end }) => end === undefined);
  return live.length === 0 ? '' : tasksText(live, page);
};

/** An older engine tells of none. */
const volumeLines = ({ volumes = [] }: Partial<AppDetail>, page: Page): string =>
  volumes.length === 0 ? '' : volumesText(volumes, page);

const rolloutLines = ({ rollouts }: AppDetail, page: Page): string =>
  rollouts.length === 0 ? '' : rolloutsText(rollouts.slice(0, shownRollouts), page);

function failureLines({ failures }: AppDetail, page: Page): string {
  if (failures.length === 0) return '';
  const columns = [
    { title: 'TASK' },
    { title: 'HOW' },
    { title: 'AGENT', least: 8, isSpare: true },
    { title: 'AGO', isNumber: true },
  ];
  const rows = failures.slice(0, shownFailures).map(({ task, how, agentId, atMs, message }) => ({
    cells: [task, { text: how, style: 'delete' as const }, agentId, ageText(atMs, page.nowMs)],
    notes: message === '' ? [] : message.split('\n').filter((line) => line.trim() !== ''),
  }));
  return table(columns, rows, page);
}
