import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/house/closing-line.ts';

// Three projects, one after the other: `static` is the tools that read the code (types, lint,
// imports, unused code), `fast` is all that needs no cluster, `end` starts real ones, one test
// file at a time, because two clusters on one small machine would starve each other. The files of
// `fast` share what they import, on every core: a third of the time.
export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        test: {
          name: 'static',
          include: ['test/house/static.test.ts'],
          testTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'fast',
          isolate: false,
          maxWorkers: '100%',
          include: ['test/**/*.test.ts'],
          exclude: ['test/house/static.test.ts', 'test/end/**', 'test/bench/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'end',
          include: ['test/end/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
