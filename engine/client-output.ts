// A task's output, as a stream of events: the engine comments on one that is silent, so that
// however long a task says nothing, its stream is told from a dead connection. The output is whole
// when its `end` came; a stream that ends before that broke off, and that is an error.
import type { ProblemView } from '../schemas/generated/api.ts';
import type { Connection, Query } from './client-connection.ts';
import { Silence } from './client-silence.ts';
import { EventStreamReader } from './lib/text/event-stream.ts';
import { Problem, problemCodes } from './model/problem.ts';

/** A stream on which nothing comes is given up after so long: the engine comments every 15 s. */
const silenceMs = 60_000;

export interface OutputCall {
  readonly query: Query;
  readonly signal?: AbortSignal;
  /** = 60,000. */
  readonly silenceMs?: number;
}

/** Ends with the output or with the signal; throws a Problem when it breaks off. */
export async function* readOutput(to: Connection, call: OutputCall): AsyncIterable<Uint8Array> {
  const reader = new EventStreamReader();
  const decoder = new TextDecoder();
  const silence = new Silence(call.silenceMs ?? silenceMs);
  const signals = [silence.signal, ...(call.signal ? [call.signal] : [])];
  const headers = { accept: 'text/event-stream' };
  const asked = { query: call.query, headers, signal: AbortSignal.any(signals) };
  try {
    for await (const bytes of to.stream('/v1/tasks/logs', asked)) {
      silence.end();
      const events = reader.push(decoder.decode(bytes, { stream: true }));
      const pieces = events.filter(({ event }) => event === 'output');
      yield* pieces.map(({ data }) => Buffer.from(data, 'base64'));
      const wrong = events.find(({ event }) => event === 'problem');
      if (wrong !== undefined) throw problemOf(wrong.data);
      if (events.some(({ event }) => event === 'end')) return;
      silence.begin();
    }
  } finally {
    silence.end();
  }
  if (!call.signal?.aborted) throw brokenOff(to, silence);
}

function brokenOff({ url }: Connection, { signal }: Silence): Problem {
  const what = signal.aborted ? 'the output fell silent' : 'the output broke off';
  const hint = 'its agent or the engine may have been stopped: try again';
  return new Problem('unreachable', { where: `engine at ${url}`, what, hint });
}

/** The engine's own words. */
function problemOf(data: string): Problem {
  const { code, where, what, hint } = JSON.parse(data) as ProblemView;
  return new Problem(problemCodes.find((known) => known === code) ?? 'internal', {
    where,
    what,
    hint,
  });
}
