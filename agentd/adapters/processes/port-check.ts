// A host port that is taken fails the launch as `port-busy`, before anything is started: each port
// is bound once for a moment on all addresses, as the task might.
import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '../../../schemas/generated/wire.ts';
import { allPids } from './proc-table.ts';

type Port = Order['ports'][number];

/** Says which port is taken, and by whom if /proc tells; undefined when all are free. */
export async function busyPort(ports: readonly Port[]): Promise<string | undefined> {
  for (const port of ports) {
    const code = await bindError(port);
    if (code === undefined) continue;
    const holder = code === 'EADDRINUSE' ? holderOf(port) : undefined;
    const who = holder === undefined ? `(${code})` : `by ${holder}`;
    return `port ${port.port}/${port.protocol} (${port.name}) is taken ${who}`;
  }
  return undefined;
}

const boundMs = 2_000;

function bindError({ port, protocol }: Port): Promise<string | undefined> {
  const attempt = protocol === 'tcp' ? bindTcp(port) : bindUdp(port);
  return Promise.race([attempt, sleep(boundMs, 'no answer', { ref: false })]);
}

function bindTcp(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}

function bindUdp(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? error.message);
    });
    socket.bind({ port, address: '0.0.0.0', exclusive: true }, () =>
      socket.close(() => resolve(undefined)),
    );
  });
}

/** Program and pid that hold a port; undefined when the agent may not see it. */
function holderOf({ port, protocol }: Port): string | undefined {
  const inodes = new Set(
    [`/proc/net/${protocol}`, `/proc/net/${protocol}6`].flatMap((path) => inodesOf(path, port)),
  );
  if (inodes.size === 0) return undefined;
  const pid = allPids().find((one) => socketsOf(one).some((inode) => inodes.has(inode)));
  if (pid === undefined) return undefined;
  try {
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()}, pid ${pid}`;
  } catch {
    return undefined;
  }
}

function inodesOf(path: string, port: number): readonly string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  try {
    return readFileSync(path, 'latin1')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`))
      .map((fields) => fields[9] ?? '');
  } catch {
    return [];
  }
}

function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const match = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`));
      return match?.[1] === undefined ? [] : [match[1]];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
