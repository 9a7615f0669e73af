// A task's output to those who ask for it as a stream of events: `output` holds the next bytes in
// base64, `end` says that it is whole. Silence is broken by comments, as in a stream of events:
// neither the caller nor what lies between gives up on a task that says nothing for an hour, and a
// stream that broke off is told from one that ended.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Problem } from '../model/problem.ts';
import { problemView } from './problem-answer.ts';

/** Bytes of one event. */
const pieceBytes = 65_536;

/** Resolves once the stream has begun; what goes wrong later breaks it off without an `end`. */
export function serveOutput(
  response: ServerResponse,
  bytes: AsyncIterable<Uint8Array>,
  heartbeatMs: number,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  response.write(':\n\n');
  const beat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, heartbeatMs);
  void pump(response, bytes)
    .catch((error: unknown) => breakOff(response, error))
    .finally(() => clearInterval(beat));
}

/** The caller is told why where it can be; an `end` never comes. */
function breakOff(response: ServerResponse, error: unknown): void {
  if (error instanceof Problem && !response.destroyed)
    response.end(`event: problem\ndata: ${JSON.stringify(problemView(error))}\n\n`);
  else response.destroy();
}

async function pump(response: ServerResponse, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const leave = new AbortController();
  const iterator = bytes[Symbol.asyncIterator]();
  // A caller that leaves ends the task's stream too, though nothing comes on it.
  response.once('close', () => {
    leave.abort();
    void iterator.return?.();
  });
  for (;;) {
    const { done, value } = await iterator.next();
    if (response.destroyed) return;
    if (done === true) break;
    for (let from = 0; from < value.byteLength; from += pieceBytes) {
      const piece = Buffer.from(value.subarray(from, from + pieceBytes)).toString('base64');
      if (!response.write(`event: output\ndata: ${piece}\n\n`))
        await once(response, 'drain', { signal: leave.signal });
    }
  }
  response.end('event: end\ndata: {}\n\n');
}
