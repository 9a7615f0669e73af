import type { RevisionView, SyncAnswer } from '../../../schemas/generated/api.ts';
import type { EngineClient } from '../../client.ts';
import { Problem } from '../../model/problem.ts';
import type { Call } from '../call.ts';
import { notApplied, type Settled, waitSettled } from '../cluster/settle.ts';
import type { CommandSpec } from '../command.ts';
import { changedText } from '../show/lists-text.ts';
import { wrapped } from '../show/table.ts';
import { shortCommit } from '../show/words.ts';

const defaultTimeoutMs = 600_000;
/** Revisions looked through for the one that a fetch brought. */
const searchedRevisions = 50;

export const sync: CommandSpec = {
  name: 'sync',
  about: 'Fetch the repository now. Exit 1 when the commit has faults or is blocked.',
  options: [
    { flags: '--wait', about: 'until the revision is healthy (exit 0) or has failed (exit 1)' },
    { flags: '--timeout D', about: 'wait so long at most, then exit 1 (= 10m)' },
  ],
  isRemote: true,
  json: 'cli/report.json#/$defs/SyncReport',
  examples: ['meridian sync --wait --timeout 5m'],
  async run(call) {
    const timeoutMs = call.durationMs('timeout') ?? defaultTimeoutMs;
    const client = await call.client();
    call.progress('fetching the repository');
    const { commit, ...rest } = await client.sync();
    if (commit === undefined) throw unreadable(rest);
    const revision = await revisionOf(client, commit);
    const settled = revision && notApplied(revision, commit);
    if (settled !== undefined) return tell(call, { commit, revision, settled });
    if (!call.flag('wait')) return tell(call, { commit, revision });
    call.progress(`waiting until ${shortCommit(commit)} is healthy or has failed`);
    const say = (line: string): void => call.progress(`  ${line}`);
    const wish = { commit, timeoutMs, say };
    return tell(call, { commit, revision, settled: await waitSettled(client, call.tools, wish) });
  },
};

function unreadable({ failure }: Omit<SyncAnswer, 'commit'>): Problem {
  return new Problem('unreachable', {
    where: 'repository',
    what: failure === undefined ? 'has no commit' : `can't be read (${failure.code})`,
    hint: failure?.message ?? 'commit something to the ref that is followed',
  });
}

async function revisionOf(client: EngineClient, commit: string): Promise<RevisionView | undefined> {
  const { items } = await client.revisions({ limit: searchedRevisions });
  return items.find((revision) => revision.commit === commit);
}

interface Told {
  readonly commit: string;
  readonly revision: RevisionView | undefined;
  readonly settled?: Settled;
}

function tell(call: Call, { commit, revision, settled }: Told): number {
  const json = {
    formatVersion: 1,
    commit,
    ...(revision === undefined ? {} : { revision: revision.number, state: revision.state }),
    ...(settled ?? {}),
  };
  const isWell = settled === undefined || settled.outcome === 'healthy';
  call.answer(json, () => {
    if (settled === undefined) return `${fetchedText(commit, revision)}\n`;
    const reasons = settled.reasons.flatMap((line) => wrapped(line, '  ', call.page.columns));
    return [settled.sentence, ...reasons].map((line) => `${line}\n`).join('');
  });
  return isWell ? 0 : 1;
}

function fetchedText(commit: string, revision: RevisionView | undefined): string {
  if (revision === undefined) return `${shortCommit(commit)} is the head: no longer remembered`;
  const { number, subject } = revision;
  const changed = changedText(revision);
  const it = `${shortCommit(commit)} is revision ${number}`;
  return `${it}, applied (apps and jobs ${changed}): ${subject}`;
}
