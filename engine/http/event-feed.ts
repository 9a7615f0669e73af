// Events as server-sent events: what is stored after the caller's last one, then what happens. A
// caller that doesn't keep up is cut off; it comes back with the number of its last event and
// misses nothing. Silence is broken by comments, so that both sides notice a dead connection.
import type { FastifyReply } from 'fastify';
import type { NoticeRow } from '../model/actual.ts';
import { Problem } from '../model/problem.ts';
import type { RouteContext } from './routes/route.ts';

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

  constructor(context: RouteContext) {
    this.#context = context;
  }

  /** Resolves once the stream has begun. Rejects with a Problem `busy` when there are too many. */
  async serve(reply: FastifyReply, after: number | undefined): Promise<void> {
    const { face, read, heartbeatMs } = this.#context;
    const open = feedsOf(face);
    if (open.count >= maxFeeds) {
      const what = `${maxFeeds} streams of events are open`;
      throw new Problem('busy', { where: '/v1/events', what, hint: 'close one' });
    }
    const leave = face.subscribe((notices) => this.#hear(reply, notices));
    let last: number;
    try {
      last = await read(({ tables }) => tables.lastNotice);
    } catch (error) {
      leave();
      throw error;
    }
    open.count += 1;
    const beat = setInterval(() => this.#write(reply, ':\n\n'), heartbeatMs);
    reply.raw.once('close', () => {
      open.count -= 1;
      clearInterval(beat);
      leave();
    });
    reply.hijack();
    this.#sent = Math.min(after ?? last, last);
    this.#begin(reply);
    void this.#catchUp(reply).catch(() => reply.raw.destroy());
  }

  #begin(reply: FastifyReply): void {
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    const data = JSON.stringify({ after: this.#sent });
    this.#write(reply, `id: ${this.#sent}\nevent: begin\ndata: ${data}\n\n`);
  }

  async #catchUp(reply: FastifyReply): Promise<void> {
    for (;;) {
      const rows = await this.#context.face.notices(this.#sent, pageNotices);
      for (const row of rows) this.#send(reply, row);
      if (rows.length < pageNotices) break;
      if (reply.raw.destroyed) return;
      if (reply.raw.writableNeedDrain) await drained(reply);
    }
    const pending = this.#pending ?? [];
    this.#pending = undefined;
    for (const row of pending) this.#send(reply, row);
  }

  #hear(reply: FastifyReply, notices: readonly NoticeRow[]): void {
    if (!this.#pending) {
      for (const row of notices) this.#send(reply, row);
      return;
    }
    this.#pending.push(...notices);
    if (this.#pending.length > maxPending) reply.raw.destroy();
  }

  #send(reply: FastifyReply, row: NoticeRow): void {
    if (row.number <= this.#sent) return;
    this.#sent = row.number;
    this.#write(reply, `id: ${row.number}\nevent: notice\ndata: ${JSON.stringify(row)}\n\n`);
  }

  #write(reply: FastifyReply, text: string): void {
    const { raw } = reply;
    if (raw.destroyed || raw.writableEnded) return;
    if (raw.writableLength > maxBufferedBytes) raw.destroy();
    else raw.write(text);
  }
}

function drained(reply: FastifyReply): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('slow')), drainTimeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      reply.raw.off('drain', done);
      reply.raw.off('close', done);
      resolve();
    };
    reply.raw.once('drain', done);
    reply.raw.once('close', done);
  });
}
