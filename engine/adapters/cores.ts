// Work on all cores: a program in several threads, each given one input at a time. A thread that
// dies, or takes too long over one input, costs that input alone: another takes its place.
import { Worker } from 'node:worker_threads';

export interface CoreWork<Input, Output> {
  /** Answers each message with one message. */
  readonly program: URL;
  /** What the program finds in `workerData`. */
  readonly data: unknown;
  /** Threads at most. */
  readonly threads: number;
  /** Asked for the next as threads come free. */
  readonly inputs: Iterator<Input>;
  /** Too short, and an honest input is given up; too long, and one that hangs holds up a thread. */
  readonly mostMs: number;
  readonly onOutput: (output: Output) => void;
  /** Nothing will come of this input. */
  readonly onLoss: (input: Input, why: string) => void;
  /** Ends all that is under way. */
  readonly stopped: Promise<void>;
}

/** Resolves when there are no more inputs and all are answered, or when it is stopped. */
export async function runOnCores<Input, Output>(work: CoreWork<Input, Output>): Promise<void> {
  const crew = new Set<Worker>();
  const threads = Array.from({ length: work.threads }, () => runThread(work, crew));
  let isStopped = false;
  await Promise.race([
    Promise.all(threads),
    work.stopped.then(() => {
      isStopped = true;
    }),
  ]);
  const ended = [...crew].map((worker) => worker.terminate());
  crew.clear();
  await Promise.all(isStopped ? ended : [...threads, ...ended]);
}

async function runThread<Input, Output>(
  work: CoreWork<Input, Output>,
  crew: Set<Worker>,
): Promise<void> {
  let worker: Worker | undefined;
  for (let next = work.inputs.next(); next.done !== true; next = work.inputs.next()) {
    if (worker === undefined) {
      worker = new Worker(work.program, { workerData: work.data });
      crew.add(worker);
    }
    const answer = await ask<Input, Output>(worker, next.value, work.mostMs);
    // Stopped meanwhile: nobody wants to hear of it.
    if (!crew.has(worker)) return;
    if (answer.kind === 'output') work.onOutput(answer.output);
    else {
      crew.delete(worker);
      await worker.terminate();
      worker = undefined;
      work.onLoss(next.value, answer.why);
    }
  }
}

type Answer<Output> =
  | { readonly kind: 'output'; readonly output: Output }
  | { readonly kind: 'loss'; readonly why: string };

function ask<Input, Output>(worker: Worker, input: Input, mostMs: number): Promise<Answer<Output>> {
  return new Promise((resolve) => {
    const settle = (answer: Answer<Output>): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const lose = (why: string): void => settle({ kind: 'loss', why });
    const onMessage = (output: Output): void => settle({ kind: 'output', output });
    const onError = (error: Error): void => lose(error.stack ?? error.message);
    const onExit = (code: number): void => lose(`its thread ended with code ${code}`);
    const timer = setTimeout(() => lose(`no end within ${mostMs / 1000} s`), mostMs);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(input);
  });
}
