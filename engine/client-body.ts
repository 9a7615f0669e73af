// An answer's bytes until its signal comes. The signal that was given to fetch ends the wait for
// the answer's head; its body may never hear of it: Node's fetch holds on to the signal only weakly
// and forgets it with the next garbage collection (nodejs/undici issue 3644). So it is listened for
// here, and the body cancelled.

/** Ends in silence when the signal comes; a reader that leaves early gives the connection up. */
export async function* bodyBytes(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  if (!body) return;
  const reader = body.getReader();
  const end = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', end, { once: true });
  try {
    if (signal?.aborted) return;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}
