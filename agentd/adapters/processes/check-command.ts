// A health check's command: by /bin/sh in the sandbox with the task's environment and user, in a
// group of its own that is killed at the timeout. timeout(1) sees to that too, in case the agent
// dies first.
import { spawn } from 'node:child_process';

export interface CheckCommand {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly timeoutMs: number;
}

const keptOutput = 512;
const agentDeathMs = 2_000;

/** What is wrong, in words; undefined when it exits with 0. */
export function runCheckCommand(check: CheckCommand): Promise<string | undefined> {
  const { words, cwd, env, timeoutMs } = check;
  const limitSeconds = (timeoutMs + agentDeathMs) / 1000;
  const all = ['-s', 'KILL', String(limitSeconds), ...words];
  return new Promise((resolve) => {
    const child = spawn('/usr/bin/timeout', all, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-keptOutput);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const done = (error: string | undefined) => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(error);
    };
    const timer = setTimeout(() => {
      killGroup(child.pid);
      done(`no end within ${timeoutMs} ms`);
    }, timeoutMs);
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) =>
      done(code === 0 ? undefined : failure(code, signal, output)),
    );
  });
}

/** Only while its leader is our child that hasn't been waited for: the pid can't be another's. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function failure(code: number | null, signal: string | null, output: string): string {
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
  const words = output.trim();
  return words === '' ? how : `${how}: ${words}`;
}
