import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { openGitRepo } from '../../engine/adapters/repo-git.ts';
import { MemoryRemote, MemoryRepo } from '../../engine/sim/repo-memory.ts';
import { fixtureEnv, GitFixture, TemporaryFolder } from '../support/git/fixture.ts';
import { repoContract } from './repo.ts';

repoContract('the repository in memory', async () => {
  const remote = new MemoryRemote();
  const repo = new MemoryRepo(remote);
  let timeMs = 1_700_000_000_000;
  return {
    repo,
    commit: async ({ files, subject = 'change', trailers = [] }) => {
      timeMs += 1000;
      return remote.commit({ files, subject, trailers, timeMs });
    },
    forceTo: async (id) => remote.forceTo(id),
    deleteRef: async () => remote.deleteRef(),
    empty: async () => remote.empty(),
    cut: async () => remote.fail('unreachable'),
    mend: async () => remote.fail(undefined),
    collectGarbage: async () => repo.collectGarbage(),
    remove: async () => undefined,
  };
});

repoContract('the repository on git', async () => {
  const folder = new TemporaryFolder();
  const fixture = new GitFixture(join(folder.path, 'remote'));
  const away = join(folder.path, 'away');
  const mirrors = join(folder.path, 'mirror');
  const repo = await openGitRepo({
    url: fixture.path,
    ref: 'main',
    folder: mirrors,
    timeoutMs: 20_000,
  });
  return {
    repo,
    commit: async ({ files, subject, trailers = [] }) => {
      fixture.git('symbolic-ref', 'HEAD', 'refs/heads/main');
      const body = trailers.map(({ key, value }) => `${key}: ${value}`).join('\n');
      return fixture.commit({ files, subject: subject ?? 'change', ...(body ? { body } : {}) });
    },
    forceTo: async (id) => {
      fixture.git('update-ref', 'refs/heads/main', id);
      fixture.git('symbolic-ref', 'HEAD', 'refs/heads/main');
      fixture.git('reset', '--hard', '-q', id);
    },
    deleteRef: async () => {
      fixture.git('update-ref', 'refs/heads/other', 'refs/heads/main');
      fixture.git('update-ref', '-d', 'refs/heads/main');
    },
    empty: async () => {
      fixture.git('update-ref', '-d', 'refs/heads/main');
    },
    cut: async () => renameSync(fixture.path, away),
    mend: async () => {
      if (existsSync(away)) renameSync(away, fixture.path);
    },
    collectGarbage: async () => {
      const mirror = join(mirrors, readFileSync(join(mirrors, 'current'), 'utf8').trim());
      spawnSync('git', ['gc', '-q', '--prune=now'], { cwd: mirror, env: fixtureEnv(0) });
    },
    remove: async () => folder.remove(),
  };
});
