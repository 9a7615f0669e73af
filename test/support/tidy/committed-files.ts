import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Paths below `folder` that Git tracks or would track, sorted: so that a fault shows before the
 * file is added, and what .gitignore names is left alone.
 */
export function committedFiles(folder = projectFolder): readonly string[] {
  // The owner check of Git guards against hooks; listing runs none.
  const ask = ['-c', 'safe.directory=*', 'ls-files', '-z', '-co', '--exclude-standard'];
  const listed = execFileSync('git', ask, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  const paths = listed.toString().split('\0').filter(Boolean);
  return [...new Set(paths)].filter((path) => existsSync(`${folder}/${path}`)).sort();
}
