import { expect, test } from 'vitest';
import { type CoreWork, runOnCores } from '../../../engine/adapters/cores.ts';

/** Answers a number with its double; dies of -1, never answers -2. */
const doubling = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    parentPort.on('message', (number) => {
      if (number === -1) throw new Error('odd');
      if (number === -3) process.exit(3);
      if (number !== -2) parentPort.postMessage(number * workerData.factor);
    });
  `)}`,
);

const never = new Promise<void>(() => undefined);

async function doubled(
  inputs: readonly number[],
  options: Partial<CoreWork<number, number>> = {},
): Promise<{ outputs: number[]; losses: string[] }> {
  const outputs: number[] = [];
  const losses: string[] = [];
  await runOnCores<number, number>({
    program: doubling,
    data: { factor: 2 },
    threads: 2,
    inputs: inputs.values(),
    mostMs: 20_000,
    onOutput: (output) => outputs.push(output),
    onLoss: (input, why) => losses.push(`${input} ${why.split('\n')[0]}`),
    stopped: never,
    ...options,
  });
  return { outputs: outputs.sort((a, b) => a - b), losses };
}

test('each input is answered once', async () => {
  const inputs = Array.from({ length: 50 }, (_, at) => at);
  const { outputs, losses } = await doubled(inputs);
  expect(outputs).toEqual(inputs.map((input) => input * 2));
  expect(losses).toEqual([]);
});

test('a thread that dies costs the input that it was at, and no other', async () => {
  const { outputs, losses } = await doubled([1, -1, 2, -3, 3, 4]);
  expect(outputs).toEqual([2, 4, 6, 8]);
  expect(losses.sort()).toEqual(['-1 Error: odd', '-3 its thread ended with code 3']);
});

test('one that takes too long is ended, and the work goes on', async () => {
  const { outputs, losses } = await doubled([-2, 1, 2], { threads: 1, mostMs: 500 });
  expect(losses).toEqual(['-2 no end within 0.5 s']);
  expect(outputs).toEqual([2, 4]);
});

test('stopped, it ends what is under way and takes nothing new', async () => {
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const seen: number[] = [];
  const onOutput = (output: number): void => {
    seen.push(output);
    if (output === 4) stop();
  };
  await doubled([1, 2, -2, 3], { threads: 1, onOutput, stopped });
  expect(seen).toEqual([2, 4]);
});
