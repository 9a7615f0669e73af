// Connections before anyone is known. One that hasn't sent a request, or none since its last
// answer, is worth nothing yet: there is a bound on those, and beyond it the one that has waited
// longest makes room, so that whoever asks at once is heard. A request that doesn't come in whole
// in time is answered and cut off (by Node; here are the words for it). An answer sent while its
// request still comes in would be lost by a reset: the connection is held a moment, unread.
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { Seldom } from '../lib/seldom.ts';
import { Problem } from '../model/problem.ts';
import type { Log } from '../ports/log.ts';
import { problemView } from './problem-answer.ts';

/**
 * Connections that wait to send a request, at most; each holds about 20 KiB. Too few, and an engine
 * to which all agents come back at once drops some of them before they could speak.
 */
export const maxWaitingConnections = 2_000;
/** How long a request's head, and all of it, may take to come in. */
export const requestTimeoutMs = 10_000;
/** How often requests are looked at for it. */
export const timeoutCheckMs = 1_000;
/** Of a connection that nothing is heard on: when the system begins to ask whether it is there. */
export const keepAliveProbeMs = 30_000;
/** How long a connection is held after an answer that didn't wait for the whole request. */
const lingerMs = 1_000;
/** Bytes of a body that are still read after it was answered, so that a small one ends. */
const leftBodyBytes = 65_536;
/** Callers that are cut off may come in floods: so often they are told at most. */
const tellEveryMs = 10_000;

/** Keeps the bound; whoever upgrades is counted elsewhere. */
export function boundWaiting(server: Server, most: number, log: Log | undefined): void {
  const waiting = new Set<Socket>();
  const seldom = new Seldom(tellEveryMs);
  const enter = (socket: Socket): void => {
    waiting.add(socket);
    const [oldest] = waiting;
    if (waiting.size <= most || !oldest) return;
    waiting.delete(oldest);
    const passedOver = seldom.take(performance.now());
    if (passedOver !== undefined)
      log?.warn('a connection that asked nothing was cut off', {
        from: oldest.remoteAddress,
        why: `${most} others wait too`,
        ...(passedOver > 0 ? { passedOver } : {}),
      });
    oldest.destroy();
  };
  server.on('connection', (socket: Socket) => {
    enter(socket);
    socket.once('close', () => waiting.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    waiting.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) enter(socket);
    });
  });
  server.on('upgrade', (_request, socket: Socket) => waiting.delete(socket));
}

interface BrokenRequest extends Error {
  readonly code?: string;
}

/** Answers what can't be read as HTTP, or didn't come in time, and ends the connection. */
export function answerBroken(log: Log | undefined): (error: BrokenRequest, socket: Socket) => void {
  const seldom = new Seldom(tellEveryMs);
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, what, hint } = brokenBy(error.code);
    const passedOver = seldom.take(performance.now());
    if (passedOver !== undefined)
      log?.warn('a request was cut off', {
        from: socket.remoteAddress,
        why: what,
        ...(passedOver > 0 ? { passedOver } : {}),
      });
    const problem = new Problem('bad-request', { where: 'request', what, hint });
    const view = { ...problemView(problem), status: Number.parseInt(status, 10) };
    const body = JSON.stringify(view);
    const head = [
      `HTTP/1.1 ${status}`,
      'Connection: close',
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    socket.pause();
    destroyLater(socket);
  };
}

/** For a request that is answered while its body still comes: reads a little of it, and no more. */
export function leaveBody(request: IncomingMessage): void {
  const cancel = destroyLater(request.socket);
  let bytes = 0;
  request.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > leftBodyBytes) request.pause();
  });
  request.once('end', cancel);
}

function destroyLater(socket: Socket): () => void {
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  const cancel = (): void => {
    clearTimeout(timer);
    socket.off('close', cancel);
  };
  socket.once('close', cancel);
  return cancel;
}

interface Broken {
  readonly status: string;
  readonly what: string;
  readonly hint: string;
}

function brokenBy(code: string | undefined): Broken {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: '408 Request Timeout',
        what: `it did not come in whole within ${requestTimeoutMs / 1000} s`,
        hint: 'send it at once',
      };
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: '431 Request Header Fields Too Large',
        what: 'its head is too large',
        hint: 'send fewer and shorter headers',
      };
    default:
      return { status: '400 Bad Request', what: 'it is no HTTP', hint: 'speak HTTP/1.1' };
  }
}
