// What git's words mean. Git tells what went wrong in English sentences only (LC_ALL=C), so they
// are matched here, in one table, and nowhere else; what isn't in it counts as `unreachable`,
// which is retried and never read as "nothing wanted".
import { RepoError, type RepoFailure } from '../../ports/repo.ts';
import type { GitOutput } from './git-command.ts';
import { hideCredentials } from './remote.ts';

interface Meaning {
  readonly says: readonly RegExp[];
  readonly failure: RepoFailure;
  readonly hint: string;
}

/** The first row that fits counts. */
const table: readonly Meaning[] = [
  {
    says: [/\.lock': File exists/, /cannot lock ref/],
    failure: 'timeout',
    hint: 'another git holds the lock; tried again later, and a lock left behind is removed',
  },
  {
    says: [/dubious ownership/],
    failure: 'refused',
    hint: 'run as the user who owns the repository, or give it to the one who runs this',
  },
  {
    says: [/transport '[^']*' not allowed/],
    failure: 'refused',
    hint: 'use a local path, file://, ssh:// or https://',
  },
  {
    says: [/not a git repository \(or any/],
    failure: 'refused',
    hint: 'give a folder inside a repository',
  },
  {
    says: [/strange (hostname|pathname|port) /],
    failure: 'refused',
    hint: 'write a host name and a path that no program takes for an option',
  },
  {
    says: [/unable to update url base from redirection/, /requested URL returned error: 30\d/],
    failure: 'refused',
    hint: 'the server answers with another address: write that one',
  },
  {
    says: [/error in object/, /error in (tree|commit|tag|blob) /, /fsck error/],
    failure: 'refused',
    hint: 'an object in its history is malformed: rewrite the history without it',
  },
  {
    says: [/no space left/i, /disk quota/i, /read-only file system/i, /unable to (create|write)/],
    failure: 'refused',
    hint: "make room in, and give write access to, the engine's data folder",
  },
  {
    says: [/couldn't find remote ref/, /not our ref/, /Server does not allow request for/],
    failure: 'missing-ref',
    hint: 'push it, or follow another ref',
  },
  {
    says: [/Host key verification failed/, /host key is known/, /IDENTIFICATION HAS CHANGED/],
    failure: 'denied',
    hint: "add the host's key to the known hosts file, after a look at it",
  },
  {
    says: [
      ...[/Authentication failed/i, /could not read (Username|Password)/, /Permission denied/i],
      ...[/returned error: 40[13]/, /Invalid username or password/i, /Access denied/i],
    ],
    failure: 'denied',
    hint: 'give credentials (or a key) that may read it',
  },
  {
    says: [/certificate/, /SSL|TLS|gnutls/],
    failure: 'unreachable',
    hint: "let it show a certificate that this machine trusts, or name its authority's file",
  },
  {
    says: [/possible repository corruption on the remote/, /remote: (fatal|error): /],
    failure: 'corrupt',
    hint: 'mend the repository at the remote (git fsck tells what is wrong)',
  },
  {
    says: [
      ...[/index-pack failed/, /did not send all necessary/, /bad (object|pack|tree|revision)/],
      ...[/corrupt/, /missing (blob|tree|commit) /, /unable to (read|find|parse) /, /inflate/],
      ...[/invalid (sha1|object)/, /not a git repository: /, /Not a valid (object|commit)/],
      ...[/does not point to a valid/, /pack .* (is|has) /, /not a (tree|commit) object/],
      ...[/Could not read [0-9a-f]{40}/, /bad config (line|file)/],
    ],
    failure: 'corrupt',
    hint: 'fetched afresh at the next round; if it stays, git fsck at the remote',
  },
  {
    says: [
      ...[/does not appear to be a git repository/, /not found/, /does not exist/],
      ...[/returned error: 404/],
    ],
    failure: 'unreachable',
    hint: 'check the address; without the right to read, many servers say the same',
  },
];

const unknownHint = 'check that this machine can reach it; it is tried again';

export interface FailedCall {
  /** What it was about, without credentials. */
  readonly where: string;
  readonly timeoutMs: number;
  /** Texts that may not be shown. */
  readonly secrets: readonly string[];
}

/** The error for a git that didn't end well. */
export function failureOf(output: GitOutput, call: FailedCall): RepoError {
  const { where } = call;
  switch (output.end) {
    case 'timeout':
      return new RepoError(
        'timeout',
        `${where}: no answer within ${Math.round(call.timeoutMs)} ms: ` +
          'tried again later; raise the timeout for a large repository',
      );
    case 'too-large':
      return new RepoError(
        'refused',
        `${where}: it sends more than the bound allows: raise the bound or split the repository`,
      );
    case 'aborted':
      return new RepoError('unreachable', `${where}: stopped: the repository was closed`);
    case 'exited':
      break;
  }
  const text = scrub(output.stderr, call.secrets);
  const said = lastWords(text);
  const meaning = table.find(({ says }) => says.some((pattern) => pattern.test(text)));
  const what = said === '' ? `git ended without a word (code ${output.code ?? 'none'})` : said;
  return new RepoError(
    meaning?.failure ?? (said === '' ? 'corrupt' : 'unreachable'),
    `${where}: ${what}: ${meaning?.hint ?? unknownHint}`,
  );
}

/** The text without secrets, and without what stands before `@` in any address. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret !== '') clean = clean.replaceAll(secret, '***');
  }
  return hideCredentials(clean);
}

/** The one or two lines that say what happened, in one line of at most 300 characters. */
function lastWords(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) =>
    /^(fatal|error|remote|ssh|.*[Dd]enied|Host key)/.test(line),
  );
  const chosen = (telling.length > 0 ? telling : lines).slice(0, 2).join('; ');
  return printable(chosen).slice(0, 300);
}

/** Control characters (a remote may send any) as `?`. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
