// Streams that agents dial in with, each expected by its id before it comes. Bytes are taken at the
// reader's pace: past a bound of what waits, the connection isn't read from until the reader is
// through with it.
import { Problem } from '../model/problem.ts';
import { streamClose } from '../model/stream-close.ts';

/** Streams expected or open at once, at most. */
const maxStreams = 256;
/** Bytes of one stream that may wait for its reader before the connection is no longer read. */
const highWaterBytes = 1_048_576;

/** The part of a WebSocket that a stream needs. */
export interface StreamSocket {
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  once(event: 'close', listener: (code: number) => void): unknown;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

interface Expected {
  readonly resolve: (stream: AsyncIterable<Uint8Array>) => void;
  readonly reject: (problem: Problem) => void;
  readonly timer: NodeJS.Timeout;
}

export class StreamGate {
  readonly #expected = new Map<string, Expected>();
  readonly #open = new Set<StreamSocket>();

  isExpected(id: string): boolean {
    return this.#expected.has(id);
  }

  expect(id: string, timeoutMs: number): Promise<AsyncIterable<Uint8Array>> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusalOf(id);
      if (refusal) {
        reject(refusal);
        return;
      }
      const timer = setTimeout(() => {
        this.#expected.delete(id);
        const what = `the agent didn't dial in within ${timeoutMs / 1000} s`;
        reject(new Problem('timeout', { where: `stream ${id}`, what, hint: 'try again' }));
      }, timeoutMs);
      this.#expected.set(id, { resolve, reject, timer });
    });
  }

  #refusalOf(id: string): Problem | undefined {
    const where = `stream ${id}`;
    if (this.#expected.has(id))
      return new Problem('conflict', { where, what: 'is expected already', hint: 'use a new id' });
    if (this.#expected.size + this.#open.size < maxStreams) return undefined;
    const hint = 'end one that follows, or try again';
    return new Problem('busy', { where, what: `${maxStreams} streams are open`, hint });
  }

  arrive(id: string, socket: StreamSocket): void {
    const expected = this.#expected.get(id);
    if (!expected) {
      socket.close(1008, 'nobody waits for this stream');
      return;
    }
    this.#expected.delete(id);
    clearTimeout(expected.timer);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    expected.resolve(bytesOf(id, socket));
  }

  close(): void {
    for (const [id, expected] of this.#expected) {
      clearTimeout(expected.timer);
      const text = { where: `stream ${id}`, what: 'the engine stops', hint: 'try again' };
      expected.reject(new Problem('unreachable', text));
    }
    this.#expected.clear();
    for (const socket of this.#open) socket.terminate();
  }
}

/** Listens at once, so that nothing is missed before the reader begins. */
function bytesOf(id: string, socket: StreamSocket): AsyncIterable<Uint8Array> {
  const pile = new Pile(socket);
  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = pile.take();
      if (piece) yield piece;
      else if (pile.closed === undefined) await pile.changed();
      else if (pile.closed === streamClose.done) return;
      else throw brokenOff(id, pile.closed);
    }
  }
  const bytes = read();
  const leave = (): Promise<IteratorResult<Uint8Array>> => {
    if (pile.closed === undefined) socket.terminate();
    return Promise.resolve({ done: true, value: undefined });
  };
  return { [Symbol.asyncIterator]: () => ({ next: () => bytes.next(), return: leave }) };
}

/** What came and isn't read yet; it holds the connection back while it is too much. */
class Pile {
  /** The code it was closed with. */
  closed: number | undefined;
  readonly #socket: StreamSocket;
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;
  #wake: () => void = () => undefined;

  constructor(socket: StreamSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => this.#add(data, isBinary));
    socket.once('close', (code) => {
      this.closed = code;
      this.#wake();
    });
  }

  take(): Uint8Array | undefined {
    const piece = this.#pieces.shift();
    if (piece === undefined) return undefined;
    const wasHeld = this.#bytes > highWaterBytes;
    this.#bytes -= piece.byteLength;
    if (wasHeld && this.#bytes <= highWaterBytes) this.#socket.resume();
    return piece;
  }

  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #add(data: unknown, isBinary: boolean): void {
    if (!isBinary) {
      this.#socket.close(1003, 'binary only');
      return;
    }
    const piece = Buffer.isBuffer(data) ? data : Buffer.concat([data].flat() as Buffer[]);
    this.#pieces.push(piece);
    this.#bytes += piece.byteLength;
    if (this.#bytes > highWaterBytes) this.#socket.pause();
    this.#wake();
  }
}

function brokenOff(id: string, code: number): Problem {
  const where = `stream ${id}`;
  if (code === streamClose.noSuchFile) {
    const what = 'its agent has no output of it';
    return new Problem('not-found', {
      where,
      what,
      hint: 'it never began, or its sandbox is swept',
    });
  }
  if (code === streamClose.tooMany) {
    const hint = 'end one of them, or try again later';
    return new Problem('busy', { where, what: 'too many read from its agent at once', hint });
  }
  const hint = 'what came is right but not all; try again';
  return new Problem('unreachable', { where, what: `the agent broke it off (${code})`, hint });
}
