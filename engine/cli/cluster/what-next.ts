// What `up` says to try next, as lines that can be pasted into a second terminal.
import { shellWord } from '../../lib/text/shell-word.ts';
import type { RunningCluster, Tools } from '../tools.ts';
import type { Shown } from './up-session.ts';

/** `shown` is undefined while there is nothing to try, because the repository can't be read. */
export function whatNext(
  { program }: Tools,
  { repo, isExample }: RunningCluster,
  shown: Shown | undefined,
): string {
  const isLocal = repo.startsWith('/') || repo.startsWith('.');
  const isHere = isLocal && shown !== undefined;
  const lines = [
    'In a second terminal:',
    ...(program === 'meridian' ? [] : [`  alias meridian=${shellWord(program)}`]),
    ...(isHere ? [`  cd ${shellWord(repo)}`] : []),
    '  meridian status',
    ...(shown === undefined ? [] : namesOf(shown)),
    ...(shown === undefined ? unread : changeLines(isExample && shown.isFirst, isHere)),
    ...(isExample ? ['shop.md and etl.md in that folder are walks of five minutes each.'] : []),
    'Ctrl-C here ends all of it; the same command goes on with the same data.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const unread = ['It is fetched again and again; what comes of it, `meridian status` says.'];

function namesOf({ apps, jobs }: Shown): readonly string[] {
  const tries = [
    ...apps.slice(-1).map(({ name }) => ({ line: `meridian app ${name}`, all: 'apps' })),
    ...jobs.slice(-1).map(({ name }) => ({ line: `meridian job ${name}`, all: 'jobs' })),
  ];
  const width = Math.max(...tries.map(({ line }) => line.length));
  return tries.map(
    ({ line, all }) => `  ${line.padEnd(width)}   any that \`meridian ${all}\` lists`,
  );
}

function changeLines(isFresh: boolean, isHere: boolean): readonly string[] {
  const back = '`git revert` is the way back.';
  if (isFresh)
    return [
      'Then change something, look at the plan, and commit, which deploys it:',
      "  sed -i 's/GREETING: Hello/GREETING: Hi/' apps/web.yaml",
      '  meridian plan',
      '  git commit -am "Say hi"',
      '  meridian sync --wait',
      back,
    ];
  if (isHere)
    return ['Change a file, look at `meridian plan`, commit, and `meridian sync --wait`;', back];
  return [
    'In a clone of it: change a file, `meridian plan`, commit and push; `git revert` is',
    'the way back.',
  ];
}
