// stdout and stderr of tasks. The sandbox belongs to the task's user, so no link in it is followed
// and only a plain file with one name, owned like the sandbox, is touched.
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import type { LogName, LogReader, Logs } from '../../ports/logs.ts';
import { sandboxOf } from '../../ports/task-folder.ts';
import { SandboxLogReader } from './log-reader.ts';

const chunkBytes = 65_536;

/** Opens a file of a sandbox, or says undefined when there is none that may be touched. */
export async function openSafely(
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

export class LogFiles implements Logs {
  readonly #work: string;

  constructor(work: string) {
    this.#work = work;
  }

  async trim(taskId: string, maxBytes: number): Promise<void> {
    const sandbox = sandboxOf(this.#work, taskId);
    const halfBytes = Math.floor(maxBytes / 2);
    for (const name of ['stdout', 'stderr']) await trimOne(sandbox, name, halfBytes);
  }

  async tail(taskId: string, name: LogName, maxBytes: number): Promise<string> {
    const reader = await this.open(taskId, name);
    if (reader === undefined) return '';
    try {
      await reader.toLastBytes(maxBytes);
      return lastLines(await collect(reader, maxBytes), maxBytes);
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
    return new SandboxLogReader(current, older, reopen);
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

/** Whole lines if there is a line's begin among the bytes. */
function lastLines(bytes: Buffer, maxBytes: number): string {
  const text = bytes.toString('utf8').replace(/\s+$/, '');
  const cut = bytes.length < maxBytes ? -1 : text.indexOf('\n');
  return text.slice(cut + 1);
}

async function trimOne(sandbox: string, name: string, halfBytes: number): Promise<void> {
  const file = await openSafely(sandbox, name, constants.O_RDWR);
  if (file === undefined) return;
  try {
    const { size } = await file.stat();
    if (size <= halfBytes) return;
    await copyEnd(file, sandbox, name, halfBytes);
    await file.truncate(0);
  } finally {
    await file.close();
  }
}

async function copyEnd(
  file: FileHandle,
  sandbox: string,
  name: string,
  keepBytes: number,
): Promise<void> {
  const beside = `${sandbox}/${name}.1.tmp`;
  await rm(beside, { force: true });
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
  const copy = await open(beside, flags, 0o644);
  try {
    const { size } = await file.stat();
    let offset = Math.max(0, size - keepBytes);
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
  } finally {
    await copy.close();
  }
  await rename(beside, `${sandbox}/${name}.1`);
}
