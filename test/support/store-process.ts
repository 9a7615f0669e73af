import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./store-program.ts', import.meta.url));

export interface StoreProcess {
  readonly child: ChildProcess;
  /** The lines that it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves once that many lines are printed, or when the process has ended. */
  printed(count: number): Promise<void>;
  /** Resolves when the process has ended and all that it printed is in `lines`. */
  readonly ended: Promise<void>;
}

/** Starts `store-program.ts` with these words. */
export function startStoreProcess(...words: readonly string[]): StoreProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const check of waiting) check();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      isOver = true;
      wake();
      resolve();
    });
  });
  const printed = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (isOver || lines.length >= count) resolve();
      };
      waiting.push(check);
      check();
    });
  return { child, lines, printed, ended };
}

/** All that the program prints until it ends. */
export async function runStoreProcess(...words: readonly string[]): Promise<readonly string[]> {
  const started = startStoreProcess(...words);
  await started.ended;
  return started.lines;
}
