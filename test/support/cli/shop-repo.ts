// A small repository of specs with some history, the same commits each time.
import { GitFixture } from '../git/fixture.ts';

export const appYaml = (name: string, more = ''): string =>
  `apiVersion: meridian/v1\nkind: App\nmetadata: {name: ${name}}\n` +
  `spec:\n  task: {command: ./run}\n${more}`;

export interface ShopRepo {
  readonly git: GitFixture;
  /** Commits, oldest first. */
  readonly commits: readonly string[];
}

/** First two apps; then one of them has two instances and a third is new. */
export function shopRepo(folder: string): ShopRepo {
  const git = new GitFixture(folder);
  git.git('config', 'user.name', 'A Person');
  git.git('config', 'user.email', 'person@example.org');
  const first = git.commit({
    subject: 'The shop',
    files: {
      'apps/web.yaml': appYaml('/shop/web'),
      'apps/db.yaml': appYaml('/shop/db'),
      'meridian.yaml':
        'apiVersion: meridian/v1\nkind: Cluster\nmetadata: {name: test}\nspec: {paths: [apps]}\n',
      'notes.txt': 'not a spec\n',
    },
  });
  const second = git.commit({
    subject: 'More of it',
    files: {
      'apps/web.yaml': appYaml('/shop/web', '  instances: 2\n'),
      'apps/api.yaml': appYaml('/shop/api'),
      'notes.txt': 'still not a spec\n',
    },
  });
  return { git, commits: [first, second] };
}
