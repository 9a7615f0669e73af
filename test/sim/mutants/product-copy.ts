// A copy of the built product, in which one file at a time is another. Packages are found where the
// project's own are.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../support/tidy/committed-files.ts';
import { mutatedProgram } from './mutated-source.ts';
import type { PlantedBug } from './planted-bug.ts';

/** What the simulator needs of the build. */
const rooms = ['engine', 'agentd', 'schemas', 'specs'] as const;

export class ProductCopy {
  readonly path = mkdtempSync(join(tmpdir(), 'meridian-mutant-'));

  constructor() {
    for (const room of rooms)
      cpSync(join(projectFolder, '.build', room), join(this.path, '.build', room), {
        recursive: true,
        filter: (path) => !path.endsWith('.map'),
      });
    cpSync(join(projectFolder, 'package.json'), join(this.path, 'package.json'));
    symlinkSync(join(projectFolder, 'node_modules'), join(this.path, 'node_modules'));
  }

  /** Plants a bug as long as the work lasts. */
  async with<T>(bug: PlantedBug, work: () => Promise<T>): Promise<T> {
    const file = join(this.path, '.build', bug.file.replace(/\.ts$/, '.js'));
    const built = readFileSync(file);
    writeFileSync(file, mutatedProgram(bug));
    try {
      return await work();
    } finally {
      writeFileSync(file, built);
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
