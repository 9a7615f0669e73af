// The agent's work directory: one agent's for good. Its id is drawn once; a second agentd on the
// same directory is refused by a lock on an open file, which the kernel lets go however the process
// ends.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { tasksFolder } from '../../ports/task-folder.ts';
import { writeWhole } from './atomic-file.ts';

export interface StoredIdentity {
  readonly agentId: string;
  readonly clusterId: string;
  readonly highestEpoch: number;
  /** The highest event that the engine has said is stored, in that epoch. */
  readonly stored: number;
  readonly starts: number;
}

export interface WorkFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** With this start counted, durably. */
  readonly identity: StoredIdentity;
  /** Lets another agentd in. */
  release(): void;
}

const namePattern = /^[a-z0-9][a-z0-9.-]{0,62}$/;

/** Opens and locks it, making it if need be. Errors are `where: what is: what would be right`. */
export async function openWorkFolder(path: string, name?: string): Promise<WorkFolder> {
  mkdirSync(tasksFolder(path), { recursive: true, mode: 0o711 });
  const real = realpathSync(path);
  const lock = takeLock(join(real, 'lock'));
  try {
    const identity = await nextStart(real, name);
    return { path: real, identity, release: () => closeSync(lock) };
  } catch (error) {
    closeSync(lock);
    throw error;
  }
}

async function nextStart(work: string, name: string | undefined): Promise<StoredIdentity> {
  const path = join(work, 'agent.json');
  const stored = readIdentity(path);
  if (stored !== undefined && name !== undefined && nameOf(stored.agentId) !== name)
    throw new Error(
      `--name ${name}: ${work} belongs to agent ${stored.agentId}: ` +
        'leave --name out, or give another --work',
    );
  const identity = stored ?? drawn(name ?? fitName(hostname()));
  const next = { ...identity, starts: identity.starts + 1 };
  await writeWhole(path, next, true);
  return next;
}

const nameOf = (agentId: string): string => agentId.slice(0, -7);

function drawn(name: string): StoredIdentity {
  if (!namePattern.test(name))
    throw new Error(
      `--name ${JSON.stringify(name)}: not a name for an agent: ` +
        'a-z, 0-9, . and -, at most 63, starting with a letter or digit',
    );
  const agentId = `${name}-${randomBytes(3).toString('hex')}`;
  return { agentId, clusterId: '', highestEpoch: 0, stored: 0, starts: 0 };
}

/** A machine's name made to fit an agent's. */
export function fitName(text: string): string {
  const fit = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 63);
  return fit === '' ? 'agent' : fit;
}

function readIdentity(path: string): StoredIdentity | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = parseIdentity(text);
  if (parsed !== undefined) return parsed;
  throw new Error(
    `${path}: not the identity of an agent: ` +
      'put it back from a backup, or start with an empty --work',
  );
}

function parseIdentity(text: string): StoredIdentity | undefined {
  try {
    const { agentId, clusterId, highestEpoch, stored = 0, starts } = JSON.parse(text);
    const isWhole = [highestEpoch, stored, starts].every((one) => Number.isSafeInteger(one));
    const isNamed =
      typeof agentId === 'string' && /^[a-z0-9][a-z0-9.-]{0,62}-[0-9a-f]{6}$/.test(agentId);
    if (!isWhole || !isNamed || typeof clusterId !== 'string') return undefined;
    return { agentId, clusterId, highestEpoch, stored, starts };
  } catch {
    return undefined;
  }
}

/** flock(1) locks the open file that it inherits; the lock stays with our descriptor. */
function takeLock(path: string): number {
  const file = openSync(path, 'a+', 0o600);
  const { status, error } = spawnSync('/usr/bin/flock', ['--nonblock', '--exclusive', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', file],
    timeout: 10_000,
  });
  if (status === 0) {
    ftruncateSync(file);
    writeSync(file, `${process.pid}\n`);
    return file;
  }
  const holder = readFileSync(path, 'utf8').trim();
  closeSync(file);
  if (error !== undefined)
    throw new Error(`flock: ${error.message}: install util-linux, which has it`);
  throw new Error(
    `${path}: agentd ${holder} runs with this work directory: stop it, or give another --work`,
  );
}
