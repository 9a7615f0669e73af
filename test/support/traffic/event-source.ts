// Server-sent events, read as any client of the API reads them, with nothing of the engine's own
// code: a stream that ends or breaks is asked for again from the last event that came
// (`Last-Event-ID`), however often.
import { setTimeout as sleep } from 'node:timers/promises';

const redialMs = 100;

export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface SourceOptions {
  readonly url: string;
  readonly token: string;
  /** Events after this one; = only those that are new. */
  readonly after?: string;
  readonly signal?: AbortSignal;
}

/** Ends with the signal. Throws when the server refuses. */
export async function* sentEvents(options: SourceOptions): AsyncIterable<SentEvent> {
  const { signal } = options;
  const place = { last: options.after };
  while (!signal?.aborted) {
    try {
      yield* oneStream(options, place);
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof Refused) throw error;
    }
    await sleep(redialMs);
  }
}

class Refused extends Error {}

async function* oneStream(
  { url, token, signal }: SourceOptions,
  place: { last: string | undefined },
): AsyncIterable<SentEvent> {
  const headers = {
    accept: 'text/event-stream',
    authorization: `Bearer ${token}`,
    ...(place.last === undefined ? {} : { 'last-event-id': place.last }),
  };
  const answer = await fetch(url, { headers, ...(signal ? { signal } : {}) });
  if (answer.status >= 400 && answer.status < 500)
    throw new Refused(`${url}: ${answer.status}: ${await answer.text()}`);
  if (!answer.ok || answer.body === null) return;
  let rest = '';
  for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
    const blocks = `${rest}${text}`.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const event of blocks.flatMap(eventOf)) {
      if (event.id !== '') place.last = event.id;
      yield event;
    }
  }
}

/** A block of lines; one of comments alone is no event. */
function eventOf(block: string): readonly SentEvent[] {
  const fields = block
    .split('\n')
    .filter((line) => !line.startsWith(':'))
    .map((line) => [line.replace(/:.*/s, ''), line.replace(/^[^:]*: ?/, '')] as const);
  const all = (name: string): readonly string[] =>
    fields.filter(([field]) => field === name).map(([, value]) => value);
  const data = all('data');
  if (data.length === 0) return [];
  return [{ id: all('id').at(-1) ?? '', event: all('event').at(-1) ?? '', data: data.join('\n') }];
}
