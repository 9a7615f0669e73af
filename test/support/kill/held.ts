// What a process holds, as Linux tells it: sockets, and memory.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Held {
  readonly sockets: number;
  readonly rssMib: number;
}

export function heldBy(pid: number): Held {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  return { sockets: socketsOf(pid).size, rssMib: kib / 1024 };
}

/** Whether a process holds an end of a TCP connection that has this port at either end. */
export function holdsConnection(pid: number, port: number): boolean {
  const inodes = socketsOf(pid);
  return ['tcp', 'tcp6']
    .flatMap(connectionsOf)
    .some(({ ports, inode }) => ports.includes(port) && inodes.has(inode));
}

/** Inodes of the sockets that a process has open. */
function socketsOf(pid: number): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  const links = readdirSync(folder).map((name) => linkOf(`${folder}/${name}`));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** Empty for what has been closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

interface TcpRow {
  readonly ports: readonly number[];
  readonly inode: string;
}

function connectionsOf(table: string): readonly TcpRow[] {
  const rows = readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const fields = row.trim().split(/\s+/);
    const ends = fields.slice(1, 3).map((end) => end.split(':')[1] ?? '0');
    return { ports: ends.map((end) => Number.parseInt(end, 16)), inode: fields[9] ?? '' };
  });
}
