// Agents of `meridian up`: agentd processes on this machine, ended with it. Each holds the reading
// end of a pipe from here, so they end as well when this process is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** An agent that doesn't end in time is killed. */
const stopTimeoutMs = 20_000;

export interface LocalAgent {
  readonly name: string;
  /** Its program and leading arguments, such as node and the script. */
  readonly command: readonly [string, ...string[]];
  readonly args: readonly string[];
  /** Where its work directory and its log are. */
  readonly folder: string;
}

export interface RunningAgent {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>;
  /** Tells it to end, and waits. */
  stop(): Promise<void>;
}

export async function startLocalAgent(agent: LocalAgent): Promise<RunningAgent> {
  await mkdir(agent.folder, { recursive: true, mode: 0o700 });
  const log = createWriteStream(join(agent.folder, 'agentd.log'), { flags: 'a', mode: 0o600 });
  const [program, ...leading] = agent.command;
  const child = spawn(program, [...leading, ...agent.args], {
    // A process group of its own: Ctrl-C in the terminal reaches `up` alone, which ends the agents.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  child.stderr?.pipe(log);
  // A full disk ends the log, neither this process nor the agent, which mustn't wait for a reader.
  log.on('error', () => child.stderr?.resume());
  const ended = endOf(child);
  return { name: agent.name, pid: child.pid, ended, stop: () => stopChild(child, ended) };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}
