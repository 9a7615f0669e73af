// A rollback is a commit: the tree under the cluster's paths is made what it was at that revision,
// on top of what is checked out, so that history goes forward and merges don't matter. It says what
// it will do before it does it, and never touches a folder that holds uncommitted work.
import type { RevisionView } from '../../../schemas/generated/api.ts';
import { counted } from '../../lib/text/spoken-duration.ts';
import { Problem } from '../../model/problem.ts';
import type { Call } from '../call.ts';
import type { CommandSpec } from '../command.ts';
import { shortCommit } from '../show/words.ts';
import { loadSpecs } from '../specs/load-specs.ts';
import type { CommitFacts, PreparedRollback, WorkTreeFacts } from '../tools.ts';

/** Changed paths that are listed at most. */
const shownPaths = 20;
const clusterFile = 'meridian.yaml';

export const rollback: CommandSpec = {
  name: 'rollback',
  about: 'Commit, in the repository you are in, a tree that equals an earlier revision.',
  options: [
    {
      flags: '--to REVISION',
      about: "a revision's number, or a commit (= the one applied before the current one)",
      completes: 'revision',
    },
    { flags: '--push', about: 'push the branch afterwards' },
    { flags: '--dry-run', about: 'only say what it would do' },
  ],
  isRemote: true,
  json: 'cli/report.json#/$defs/RollbackReport',
  examples: ['meridian rollback', 'meridian rollback --to 41 --push'],
  run: rollBack,
};

interface Target {
  readonly commit: CommitFacts;
  readonly paths: readonly string[];
}

type Checkout = WorkTreeFacts & { readonly branch: string; readonly head: CommitFacts };

async function rollBack(call: Call): Promise<number> {
  const { repo } = call.tools;
  const work = await checkoutOf(call);
  const target = await targetOf(call, work);
  const prepared = await repo.prepareRollback({
    root: work.root,
    head: work.head.id,
    to: target.commit.id,
    paths: target.paths,
  });
  if (prepared.changes.length === 0)
    throw refusal(
      `${work.branch} equals ${nameOf(target.commit)} already`,
      'name another with --to',
    );
  if (!call.isJson) call.print(intention(work, target, prepared));
  const commit = call.flag('dry-run')
    ? undefined
    : await repo.commit({
        root: work.root,
        head: work.head.id,
        tree: prepared.tree,
        message: messageFor(target),
      });
  const pushed =
    commit !== undefined && call.flag('push') ? await repo.push(work.root, work.branch) : undefined;
  const { changes } = prepared;
  const to = target.commit.id;
  const done = { ...(commit === undefined ? {} : { commit }), ...(pushed && { pushed }) };
  return call.answer({ formatVersion: 1, branch: work.branch, to, changes, ...done }, () =>
    outcomeText(commit, pushed),
  );
}

const refusal = (what: string, hint: string): Problem =>
  new Problem('conflict', { where: 'meridian rollback', what, hint });

async function checkoutOf({ tools }: Call): Promise<Checkout> {
  const work = await tools.repo.findWorkTree('.');
  if (work === undefined)
    throw refusal('this folder is in no Git repository', 'go to the one that the engine follows');
  const { branch, head } = work;
  if (branch === undefined || head === undefined)
    throw refusal('no branch is checked out', 'check out the branch that the engine follows');
  const dirty = await tools.repo.dirtyPaths(work.root);
  const [first] = dirty;
  if (first === undefined) return { ...work, branch, head };
  const more = dirty.length > 1 ? ` and ${dirty.length - 1} more` : '';
  throw refusal(`${first.trim()}${more}: not committed`, 'commit, stash or remove it first');
}

async function targetOf(call: Call, work: Checkout): Promise<Target> {
  const { repo } = call.tools;
  const wish = call.text('to');
  const ref = wish === undefined || isNumber(wish) ? await commitOf(call, wish) : wish;
  const commit = await repo.headCommit(work.root, ref).catch((error: unknown) => {
    if ((error as { readonly failure?: unknown }).failure !== 'missing-ref') throw error;
    throw refusal(`${shortCommit(ref)} isn't in this repository`, 'fetch it: `git fetch`');
  });
  const { outcome } = await loadSpecs(await repo.gitTree(work.root, commit.id));
  if (outcome.kind === 'faulty') {
    const what = `${nameOf(commit)} has ${counted(outcome.faultCount, 'fault')}`;
    throw refusal(what, 'name a sound revision with --to');
  }
  const { paths } = outcome.wanted.cluster;
  return { commit, paths: paths.includes('.') ? ['.'] : [clusterFile, ...paths] };
}

/** A number of up to six digits is a revision's; commits are longer, or have letters. */
const isNumber = (text: string): boolean => /^\d{1,6}$/.test(text);

async function commitOf(call: Call, wish: string | undefined): Promise<string> {
  const { items } = await (await call.client()).revisions();
  const found = wish === undefined ? before(items) : items.find((r) => r.number === Number(wish));
  if (found !== undefined) return found.commit;
  const what = wish === undefined ? 'nothing was applied before' : `there is no revision ${wish}`;
  throw refusal(what, 'see `meridian revisions`, or name a commit with --to');
}

/** The last other commit that was applied before the one in force; newest first. */
function before(revisions: readonly RevisionView[]): RevisionView | undefined {
  const at = revisions.findIndex(({ current }) => current);
  const inForce = revisions[at];
  return revisions
    .slice(at + 1)
    .find(({ state, commit }) => wasApplied(state) && commit !== inForce?.commit);
}

const wasApplied = (state: RevisionView['state']): boolean =>
  state === 'applied' || state === 'superseded';

const nameOf = ({ id, subject }: CommitFacts): string => `${shortCommit(id)} (${subject})`;

const signs = { added: '+', changed: '~', removed: '-' } as const;

function intention(work: Checkout, target: Target, { changes }: PreparedRollback): string {
  const shown = changes.slice(0, shownPaths).map(({ path, kind }) => `  ${signs[kind]} ${path}`);
  const more = changes.length - shown.length;
  const lines = [
    `On ${work.branch} at ${nameOf(work.head)}: a commit that makes ${target.paths.join(', ')}`,
    `what it was at ${nameOf(target.commit)}:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const messageFor = ({ commit, paths }: Target): string =>
  `Roll back to ${nameOf(commit)}\n\n` +
  `${paths.join(', ')}: as at that commit.\n\nMeridian-Rollback-To: ${commit.id}\n`;

function outcomeText(commit: string | undefined, pushed: string | undefined): string {
  if (commit === undefined) return 'Nothing was done.\n';
  const done = `Committed ${shortCommit(commit)}`;
  if (pushed !== undefined) return `${done}, pushed to ${pushed}: \`meridian sync --wait\`\n`;
  return `${done}: push it if the engine follows a remote, then \`meridian sync --wait\`\n`;
}
