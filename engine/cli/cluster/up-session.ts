// What `up` says and does between start and Ctrl-C: where things are, the plan of the first
// revision, its deployment as it goes, and what to try next.
import { renderText } from '../../plan/render/render-text.ts';
import type { Call } from '../call.ts';
import { type UpFile, upFile } from '../engine-address.ts';
import { labelled } from '../show/table.ts';
import { makePlan } from '../specs/make-plan.ts';
import type { RunningCluster } from '../tools.ts';
import { waitSettled } from './settle.ts';

/** The first deployment is watched so long at most; it goes on by itself after that. */
const watchTimeoutMs = 300_000;
/** The first revision is waited for so long at most. */
const firstRevisionMs = 60_000;
const pollMs = 200;

export async function announce(call: Call, cluster: RunningCluster): Promise<void> {
  const { tools } = call;
  const { url, repo, dataFolder, agents, warnings } = cluster;
  const file: UpFile = { formatVersion: 1, url, data: dataFolder, repo };
  const text = `${JSON.stringify(file, undefined, 2)}\n`;
  await tools.files.write(`${dataFolder}/up.json`, text);
  const pointer = upFile(tools.io);
  if (pointer !== undefined) await tools.files.write(pointer, text);
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

/** Another `up` may have taken the pointer over since. */
export async function retract(call: Call, { url, dataFolder }: RunningCluster): Promise<void> {
  const { files, io } = call.tools;
  await files.remove(`${dataFolder}/up.json`);
  const pointer = upFile(io);
  const text = pointer === undefined ? undefined : await files.read(pointer);
  if (pointer !== undefined && text?.includes(JSON.stringify(url))) await files.remove(pointer);
}

/** Shows what the first revision changes and how that goes; says what is in the way of it. */
export async function showFirstRevision(call: Call, cluster: RunningCluster): Promise<void> {
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
    return call.print(`The repository isn't read yet: ${message}\n\n`);
  }
  if (latest.number === 1) await showPlan(call, cluster, latest.commit);
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
  call.print([sentence, ...reasons.map((reason) => `  ${reason}`), '', ''].join('\n'));
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

export function whatNext(call: Call, { repo }: RunningCluster): string {
  const { program } = call.tools;
  const lines = [
    'In a second terminal:',
    ...(program === 'meridian' ? [] : [`  alias meridian='${program}'`]),
    `  cd ${repo}`,
    '  meridian status',
    '  meridian app /shop/web     (any app that `meridian apps` lists)',
    'Change a file, look at `meridian plan`, commit, and `meridian sync --wait`;',
    '`git revert` is the way back. Ctrl-C here ends all of it.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}
