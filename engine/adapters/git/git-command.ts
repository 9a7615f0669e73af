// Runs the system's git through simple-git, and nothing else does. Three rules that simple-git
// doesn't have by itself, without which a failure could be read as a shorter answer:
// - a git that ended by a signal (out of memory, killed) has no exit code and is never a success;
// - output is complete only at `close`, not some milliseconds after `exit`;
// - output, standard error and time are bounded.
// The environment is exactly the one given: nothing is inherited from the engine's own.
import { simpleGit } from 'simple-git';
import type { GitEnvironment } from './hardening.ts';

/** Where git runs, and with what environment. */
export interface GitPlace {
  readonly folder: string;
  readonly env: GitEnvironment;
}

export interface GitCall {
  readonly args: readonly string[];
  /** Written to standard input. */
  readonly input?: string;
  readonly timeoutMs: number;
  /** Bytes of standard output at most. */
  readonly maxBytes?: number;
  /** Ends the run early, as `aborted`. */
  readonly signal?: AbortSignal;
}

type GitEnd = 'exited' | 'timeout' | 'too-large' | 'aborted';

export interface GitOutput {
  /** `exited` is the only end whose output may be used, and only when `code` is 0. */
  readonly end: GitEnd;
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  /** May hold credentials until it is scrubbed. */
  readonly stderr: string;
}

const defaultMaxBytes = 1_048_576;
/** Bytes of standard error at most: a remote may talk through it. */
const maxErrorBytes = 262_144;
/** How long an interrupted git may take; a helper of its own may hold its output open longer. */
const interruptGraceMs = 500;

/** What simple-git 4 has to be told is meant: all of it is ours, none comes from a caller. */
const hardeningFlags = {
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeHooksPath: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeSshCommand: true,
} as const;

/** Never rejects for what git says or does; rejects when `place.folder` doesn't exist. */
export async function runGit(place: GitPlace, call: GitCall): Promise<GitOutput> {
  const stop = new AbortController();
  const watch = new Watch(call, stop);
  const git = simpleGit({
    baseDir: place.folder,
    abort: stop.signal,
    allowEnvironment: Object.keys(place.env),
    unsafe: hardeningFlags,
    completion: { onClose: true, onExit: false },
    errors: (_error, result) => {
      watch.code = typeof result.exitCode === 'number' ? result.exitCode : undefined;
      return undefined;
    },
    ...(call.input === undefined ? {} : { input: () => call.input }),
  })
    .env({ ...place.env })
    .outputHandler((_command, stdout, stderr) => watch.attach(stdout, stderr));
  const [command = '', ...rest] = call.args;
  // cat-file's bytes would otherwise be decoded as text for nothing.
  const run = command === 'cat-file' ? git.binaryCatFile([...rest]) : git.raw([...call.args]);
  try {
    await Promise.race([run, watch.abandoned]);
  } finally {
    watch.release();
    run.catch(() => undefined);
  }
  return watch.output();
}

/** Gathers what a run says and stops it at its bounds. */
class Watch {
  code: number | undefined;
  readonly abandoned: Promise<void>;
  #end: GitEnd = 'exited';
  #stdout: Buffer[] = [];
  #stdoutBytes = 0;
  #stderr: Buffer[] = [];
  #stderrBytes = 0;
  readonly #maxBytes: number;
  readonly #stop: AbortController;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  #abandonTimer: NodeJS.Timeout | undefined;
  #abandon: () => void = () => undefined;

  constructor(call: GitCall, stop: AbortController) {
    this.#stop = stop;
    this.#maxBytes = call.maxBytes ?? defaultMaxBytes;
    this.#timer = setTimeout(() => this.#interrupt('timeout'), Math.max(1, call.timeoutMs));
    this.#signal = call.signal;
    this.abandoned = new Promise((resolve) => {
      this.#abandon = resolve;
    });
    if (call.signal?.aborted) this.#interrupt('aborted');
    call.signal?.addEventListener('abort', this.#aborted);
  }

  readonly #aborted = (): void => this.#interrupt('aborted');

  #interrupt(end: Exclude<GitEnd, 'exited'>): void {
    if (this.#end !== 'exited') return;
    this.#end = end;
    this.#stop.abort();
    this.#abandonTimer = setTimeout(this.#abandon, interruptGraceMs);
  }

  attach(stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream): void {
    stdout.on('data', (chunk: Buffer) => {
      this.#stdoutBytes += chunk.length;
      if (this.#stdoutBytes > this.#maxBytes) this.#interrupt('too-large');
      else this.#stdout.push(chunk);
    });
    stderr.on('data', (chunk: Buffer) => {
      this.#stderrBytes += chunk.length;
      if (this.#stderrBytes > maxErrorBytes) this.#interrupt('too-large');
      else this.#stderr.push(chunk);
    });
  }

  release(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#abandonTimer);
    this.#signal?.removeEventListener('abort', this.#aborted);
  }

  output(): GitOutput {
    return {
      end: this.#end,
      code: this.code,
      stdout: Buffer.concat(this.#stdout),
      stderr: Buffer.concat(this.#stderr).toString('utf8'),
    };
  }
}
