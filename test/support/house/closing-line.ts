// The last line of a test run: `N passed, N failed`, with `, N skipped` where any were. A file that
// could not be loaded and an error outside any test count as one failure each, so that the line
// never says less than the exit code does.
import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A run in which nothing ran has failed: `0 passed, 1 failed`. */
export function closingLine(tally: Tally): string {
  const nothing = tally.passed + tally.failed + tally.skipped === 0;
  const failed = nothing ? 1 : tally.failed;
  const skipped = tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`;
  return `${tally.passed} passed, ${failed} failed${skipped}`;
}

/** What one test file came to. */
function tallyModule(module: TestModule): Tally {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    tally[state === 'pending' ? 'failed' : state] += 1;
  }
  for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
  tally.failed += module.errors().length;
  return tally;
}

export class ClosingLine implements Reporter {
  #tally: Tally = { passed: 0, failed: 0, skipped: 0 };

  // Not in the constructor: tools that only read the configuration construct one too.
  onInit(): void {
    // Everything else that vitest has to say comes before the exit event.
    process.once('exit', () => writeSync(1, `${closingLine(this.#tally)}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tallies = modules.map(tallyModule);
    const sum = (key: keyof Tally): number => tallies.reduce((all, one) => all + one[key], 0);
    const failed = sum('failed') + errors.length;
    this.#tally = { passed: sum('passed'), failed, skipped: sum('skipped') };
  }
}
