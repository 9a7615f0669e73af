// stdout and stderr of tasks. The sandbox belongs to the task's user, so no link in it is followed
// and only a plain file with one name, owned like the sandbox, is touched.
import { constants, ftruncateSync } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { newestText } from '../../../engine/lib/text/utf8.ts';
import type { LogName, LogReader, Logs } from '../../ports/logs.ts';
import { sandboxOf } from '../../ports/task-folder.ts';
import { type Cut, SandboxLogReader } from './log-reader.ts';

const chunkBytes = 65_536;

/** Opens a file of a sandbox, or says undefined when there is none that may be touched. */
async function openSafely(
  sandbox: string,
  name: string,
  flags: number,
): Promise<FileHandle | undefined> {
  const file = await open(`${sandbox}/${name}`, flags | constants.O_NOFOLLOW).catch(
    () => undefined,
  );
  if (file === undefined) return undefined;
  const [found, home] = await Promise.all([file.stat(), stat(sandbox)]);
  if (found.isFile() && found.nlink === 1 && found.uid === home.uid) return file;
  await file.close();
  return undefined;
}

/** Files whose last emptying is remembered, for those who read them. */
const cutsMax = 10_000;

export class LogFiles implements Logs {
  readonly #work: string;
  readonly #cuts = new Map<string, Cut>();

  constructor(work: string) {
    this.#work = work;
  }

  async trim(taskId: string, maxBytes: number): Promise<void> {
    const sandbox = sandboxOf(this.#work, taskId);
    const halfBytes = Math.floor(maxBytes / 2);
    for (const name of ['stdout', 'stderr']) {
      const note = (cut: Omit<Cut, 'turn'>) => this.#noteCut(`${sandbox}/${name}`, cut);
      await trimOne({ sandbox, name, halfBytes, note });
    }
  }

  #noteCut(path: string, cut: Omit<Cut, 'turn'>): void {
    const turn = (this.#cuts.get(path)?.turn ?? 0) + 1;
    this.#cuts.delete(path);
    this.#cuts.set(path, { turn, ...cut });
    const [oldest] = this.#cuts.keys();
    if (this.#cuts.size > cutsMax && oldest !== undefined) this.#cuts.delete(oldest);
  }

  async tail(taskId: string, name: LogName, maxBytes: number): Promise<string> {
    const reader = await this.open(taskId, name);
    if (reader === undefined) return '';
    try {
      await reader.toLastBytes(maxBytes + 1);
      return newestOf(await collect(reader, maxBytes + 1), maxBytes);
    } finally {
      await reader.close();
    }
  }

  async open(taskId: string, name: LogName): Promise<LogReader | undefined> {
    const sandbox = sandboxOf(this.#work, taskId);
    const current = await openSafely(sandbox, name, constants.O_RDONLY);
    if (current === undefined) return undefined;
    const older = await openSafely(sandbox, `${name}.1`, constants.O_RDONLY);
    const reopen = () => openSafely(sandbox, `${name}.1`, constants.O_RDONLY);
    const none = { turn: 0, sizeBytes: 0, keptBytes: 0 };
    const lastCut = () => this.#cuts.get(`${sandbox}/${name}`) ?? none;
    return new SandboxLogReader({ current, older, reopen, lastCut });
  }
}

async function collect(reader: LogReader, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; bytes < maxBytes; ) {
    const chunk = await reader.next(maxBytes - bytes);
    if (chunk.length === 0) break;
    chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** Of one byte more than asked for, which says what the rest begins with. */
function newestOf(bytes: Buffer, maxBytes: number): string {
  if (bytes.length <= maxBytes) return newestText(bytes.toString('utf8'), maxBytes);
  const lineEnd = bytes.indexOf('\n');
  const isInside = lineEnd >= 0 && lineEnd < bytes.length - 1;
  let begin = isInside ? lineEnd + 1 : 1;
  while (!isInside && begin < 4 && isContinuation(bytes[begin])) begin += 1;
  return newestText(bytes.subarray(begin).toString('utf8'), maxBytes);
}

/** Of a character whose first byte comes before it. */
const isContinuation = (byte = 0): boolean => (byte & 0xc0) === 0x80;

interface Trim {
  readonly sandbox: string;
  readonly name: string;
  readonly halfBytes: number;
  /** Called in the same moment as the file is emptied, so that no reader comes between. */
  readonly note: (cut: Omit<Cut, 'turn'>) => void;
}

async function trimOne({ sandbox, name, halfBytes, note }: Trim): Promise<void> {
  const file = await openSafely(sandbox, name, constants.O_RDWR);
  if (file === undefined) return;
  try {
    const { size } = await file.stat();
    if (size <= halfBytes) return;
    const copied = await copyEnd(file, sandbox, name, halfBytes);
    ftruncateSync(file.fd, 0);
    note(copied);
  } finally {
    await file.close();
  }
}

async function copyEnd(
  file: FileHandle,
  sandbox: string,
  name: string,
  keepBytes: number,
): Promise<Omit<Cut, 'turn'>> {
  const beside = `${sandbox}/${name}.1.tmp`;
  await rm(beside, { force: true });
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
  const copy = await open(beside, flags, 0o644);
  try {
    const { size } = await file.stat();
    const begin = Math.max(0, size - keepBytes);
    let offset = begin;
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, offset);
      if (bytesRead === 0) break;
      await copy.write(buffer, 0, bytesRead);
      offset += bytesRead;
      if (offset > size + keepBytes) break;
    }
    const { uid, gid } = await stat(sandbox);
    await copy.chown(uid, gid).catch(() => {});
    await rename(beside, `${sandbox}/${name}.1`);
    return { sizeBytes: offset, keptBytes: offset - begin };
  } finally {
    await copy.close();
  }
}
