// What stands between a commit and what runs: a repository that can't be read, faults, a guard that
// holds it back. Nothing of such a commit holds; what was applied before goes on.
import { counted, spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { RevisionRow } from '../../model/actual.ts';
import { short } from '../apps/rollout.ts';
import type { Tables } from '../tables.ts';
import { nextOf, type Wait } from '../wait.ts';

/** While it can't be read. */
export function repositoryWait({ repo, cluster }: Tables, nowMs: number): Wait | undefined {
  const { failure, checkedMs } = repo;
  if (!failure) return undefined;
  const since = spokenDuration(nowMs - failure.sinceMs);
  const intervalMs = cluster?.spec.sync.intervalMs;
  const step =
    checkedMs === undefined || intervalMs === undefined
      ? undefined
      : { what: 'it is read again', atMs: checkedMs + intervalMs };
  return {
    kind: 'repository',
    what: `can't be read for ${since}: ${failure.message}; what is applied goes on`,
    remedy: repositoryRemedy(failure.code),
    sinceMs: failure.sinceMs,
    ...nextOf(nowMs, step),
  };
}

function repositoryRemedy(code: string): string {
  switch (code) {
    case 'denied':
      return 'see that the engine may read it: its key, or the token in its URL';
    case 'missing-ref':
    case 'empty':
      return 'push that ref, or name another in the configuration of the engine (`repository`)';
    case 'refused':
    case 'corrupt':
      return 'see what the message says; the engine reads it again by itself';
    default:
      return 'see that its host is up and reachable from the engine';
  }
}

/** Of one that isn't applied; undefined for others. */
export function revisionWait(row: RevisionRow): Wait | undefined {
  const common = { kind: 'revision', sinceMs: row.seenMs } as const;
  if (row.state === 'blocked') {
    const { what, remedy } = halved(row.reason ?? 'it removes too much');
    return { ...common, what: `blocked: ${what}`, remedy };
  }
  if (row.state !== 'faulty') return undefined;
  const [first] = row.faults;
  const at = first ? ` (${first.file}:${first.line}: ${first.message})` : '';
  const faults = counted(row.faultCount, 'fault');
  const remedy = 'commit a fix; nothing changes until then';
  return { ...common, what: `has ${faults}${at}`, remedy };
}

/** What is wrong, and behind it what would let it through (plan/mass-delete.ts, plan/quota). */
function halved(reason: string): Pick<Wait, 'what' | 'remedy'> {
  const trailer = reason.indexOf('commit with the trailer');
  const at = trailer < 0 ? -1 : reason.lastIndexOf(': ', trailer);
  return at < 0
    ? { what: reason, remedy: 'commit something else' }
    : { what: reason.slice(0, at), remedy: reason.slice(at + 2) };
}

/** The newest commit, where nothing of it holds. */
export function newestWait(
  tables: Tables,
): { readonly subject: string; readonly wait: Wait } | undefined {
  const latest = tables.revisions.get(tables.lastRevision);
  const wait = latest && revisionWait(latest);
  return latest && wait && { subject: short(latest.commit), wait };
}
