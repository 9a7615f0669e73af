// What `up` says and does between start and Ctrl-C: where things are, the plan of the first
// revision, its deployment as it goes, when jobs are due, and what to try next.
import type { AppView, JobView } from '../../../schemas/generated/api.ts';
import { renderText } from '../../plan/render/render-text.ts';
import type { Call } from '../call.ts';
import { whenText } from '../show/jobs/run-words.ts';
import { labelled } from '../show/table.ts';
import { counted, instantText } from '../show/words.ts';
import { makePlan } from '../specs/make-plan.ts';
import type { RunningCluster } from '../tools.ts';
import { waitSettled } from './settle.ts';
import type { UpPointer } from './up-pointer.ts';

/** The first deployment is watched so long at most; it goes on by itself after that. */
const watchTimeoutMs = 300_000;
/** The first revision is waited for so long at most. */
const firstRevisionMs = 60_000;
const pollMs = 200;
/** Jobs whose next due time is told. */
const toldDues = 3;

/** What is deployed now; `isFirst`: for the first time on this data. */
export interface Shown {
  readonly isFirst: boolean;
  readonly apps: readonly AppView[];
  readonly jobs: readonly JobView[];
}

export function announce(call: Call, cluster: RunningCluster, pointer: UpPointer): void {
  const { url, repo, dataFolder, agents } = cluster;
  const { file, failure } = pointer;
  const why = `where it is couldn't be kept (${failure})`;
  const unfound = `other commands need MERIDIAN_URL=${url}: ${why}`;
  const warnings = [...cluster.warnings, ...(failure === undefined ? [] : [unfound])];
  call.answer({ ...file, agents, warnings }, () =>
    [
      labelled('Engine', url, call.page),
      labelled('Agents', agents.join(', '), call.page),
      labelled('Repository', repo, call.page),
      labelled('Data', dataFolder, call.page),
      ...warnings.map((warning) => labelled('Mind', warning, call.page)),
      '\n',
    ].join(''),
  );
}

/**
 * Shows what the first revision changes and how that goes; says what is in the way of it.
 * Undefined while the repository can't be read.
 */
export async function showFirstRevision(
  call: Call,
  cluster: RunningCluster,
): Promise<Shown | undefined> {
  const { tools } = call;
  const client = tools.openClient({ url: cluster.url });
  const untilMs = tools.nowMs() + firstRevisionMs;
  let { latest, repository } = await client.status();
  while (latest === undefined && tools.nowMs() < untilMs) {
    await tools.sleep(pollMs);
    ({ latest, repository } = await client.status());
    if (repository.failure !== undefined) break;
  }
  if (latest === undefined) {
    const { message } = repository.failure ?? { message: 'nothing came of it so far' };
    call.print(`The repository isn't read yet: ${message}\n`);
    return undefined;
  }
  const isFirst = latest.number === 1;
  if (isFirst) await showPlan(call, cluster, latest.commit);
  const say = (line: string): void => call.print(`  ${line}\n`);
  const wish = { commit: latest.commit, timeoutMs: watchTimeoutMs, say };
  call.print('Deploying\n');
  let settled = await waitSettled(client, tools, wish);
  // A commit made while the engine was down comes after the stored revision: that one is followed.
  const next = settled.outcome === 'superseded' ? (await client.status()).latest : undefined;
  if (next !== undefined) {
    say(settled.sentence);
    settled = await waitSettled(client, tools, { ...wish, commit: next.commit });
  }
  const { sentence, reasons } = settled;
  call.print([sentence, ...reasons.map((reason) => `  ${reason}`), ''].join('\n'));
  const [apps, jobs] = await Promise.all([client.apps(), client.jobs()]);
  call.print(jobsText(jobs.items, tools.nowMs()));
  return { isFirst, apps: apps.items, jobs: jobs.items };
}

/** When those with a timetable are due next, the first few of them. */
function jobsText(jobs: readonly JobView[], nowMs: number): string {
  if (jobs.length === 0) return '';
  const dues = jobs
    .flatMap(({ name, nextDueMs }) => (nextDueMs === undefined ? [] : [{ name, nextDueMs }]))
    .sort((a, b) => a.nextDueMs - b.nextDueMs);
  const more = dues.length - toldDues;
  const rest = jobs.length - dues.length;
  const lines = [
    ...dues
      .slice(0, toldDues)
      .map(
        ({ name, nextDueMs: ms }) => `${name} is due ${whenText(ms, nowMs)}, ${instantText(ms)}`,
      ),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'is' : 'are'} due later`] : []),
    ...(rest > 0 ? [`${rest} without a due time: after others, by hand, or suspended`] : []),
  ];
  return `${counted(jobs.length, 'job')}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** A repository that isn't on this disk can't be planned from here; the deployment shows it all. */
async function showPlan(call: Call, { repo }: RunningCluster, commit: string): Promise<void> {
  const isLocal = repo.startsWith('/') || repo.startsWith('.');
  if (!isLocal) return;
  const document = await makePlan(call.tools, {
    folder: repo,
    ref: commit,
    against: 'empty',
    client: () => call.client(),
  }).catch(() => undefined);
  if (document !== undefined) call.print(`${renderText(document, call.paint)}\n`);
}
