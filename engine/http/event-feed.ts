// Events as server-sent events: what is stored after the caller's last one, then what happens. A
// caller that doesn't keep up is cut off; it comes back with the number of its last event and
// misses nothing. Silence is broken by comments, so that both sides notice a dead connection.
import type { ServerResponse } from 'node:http';
import type { NoticeRow } from '../model/actual.ts';
import { Problem } from '../model/problem.ts';
import type { RouteCall, RouteContext } from './routes/route.ts';

/** Streams served at once, at most. */
const maxFeeds = 256;
/** Bytes that may wait for a caller. */
const maxBufferedBytes = 1_048_576;
/** Notices that may wait while older ones are sent. */
const maxPending = 10_000;
/** Notices read from the store at once. */
const pageNotices = 500;
/** How long a caller may take over one page. */
const drainTimeoutMs = 30_000;

const feeds = new WeakMap<object, { count: number }>();

/** Of one engine. */
function feedsOf(face: object): { count: number } {
  const known = feeds.get(face) ?? { count: 0 };
  feeds.set(face, known);
  return known;
}

export class EventFeed {
  readonly #context: RouteContext;
  /** What happened while older ones are still being sent; undefined once they are. */
  #pending: NoticeRow[] | undefined = [];
  #sent = 0;
  #from = '';

  constructor(context: RouteContext) {
    this.#context = context;
  }

  /** Resolves once the stream has begun. Rejects with a Problem `busy` when there are too many. */
  async serve(call: RouteCall, after: number | undefined): Promise<void> {
    const { face, read, heartbeatMs } = this.#context;
    const open = feedsOf(face);
    if (open.count >= maxFeeds) {
      const what = `${maxFeeds} streams of events are open`;
      throw new Problem('busy', { where: '/v1/events', what, hint: 'close one' });
    }
    const last = await read(({ tables }) => tables.lastNotice);
    const response = call.takeOver();
    if (response.destroyed) return;
    const leave = face.subscribe((notices) => this.#hear(response, notices));
    open.count += 1;
    const beat = setInterval(() => this.#write(response, ':\n\n'), heartbeatMs);
    response.once('close', () => {
      open.count -= 1;
      clearInterval(beat);
      leave();
    });
    this.#from = call.remoteAddress;
    this.#sent = Math.min(after ?? last, last);
    this.#begin(response);
    void this.#catchUp(response).catch((error: Error) => this.#cut(response, error.message));
  }

  #begin(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    const data = JSON.stringify({ after: this.#sent });
    this.#write(response, `id: ${this.#sent}\nevent: begin\ndata: ${data}\n\n`);
  }

  async #catchUp(response: ServerResponse): Promise<void> {
    for (;;) {
      const rows = await this.#context.face.notices(this.#sent, pageNotices);
      for (const row of rows) this.#send(response, row);
      if (rows.length < pageNotices) break;
      if (response.destroyed) return;
      if (response.writableNeedDrain) await drained(response);
    }
    const pending = this.#pending ?? [];
    this.#pending = undefined;
    for (const row of pending) this.#send(response, row);
  }

  #hear(response: ServerResponse, notices: readonly NoticeRow[]): void {
    if (!this.#pending) {
      for (const row of notices) this.#send(response, row);
      return;
    }
    this.#pending.push(...notices);
    if (this.#pending.length > maxPending)
      this.#cut(response, `it left ${maxPending} events waiting`);
  }

  #send(response: ServerResponse, row: NoticeRow): void {
    if (row.number <= this.#sent) return;
    this.#sent = row.number;
    this.#write(response, `id: ${row.number}\nevent: notice\ndata: ${JSON.stringify(row)}\n\n`);
  }

  #write(response: ServerResponse, text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > maxBufferedBytes)
      this.#cut(response, `it left ${maxBufferedBytes} bytes unread`);
    else response.write(text);
  }

  /** It may come back with the number of its last event. */
  #cut(response: ServerResponse, why: string): void {
    if (response.destroyed) return;
    this.#context.log?.warn('a reader of events was cut off', { from: this.#from, why });
    response.destroy();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it took no page in ${drainTimeoutMs / 1000} s`)),
      drainTimeoutMs,
    );
    const done = (): void => {
      clearTimeout(timer);
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
