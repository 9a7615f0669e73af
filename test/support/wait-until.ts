// Waiting for something to become true, within a bound, for what has no event to wait for.
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when `isTrue` says so; rejects with what was waited for after `boundMs`. */
export async function waitUntil(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  boundMs = 15_000,
): Promise<void> {
  const untilMs = performance.now() + boundMs;
  while (!(await isTrue())) {
    if (performance.now() > untilMs) throw new Error(`waited ${boundMs} ms in vain: ${what}`);
    await sleep(5);
  }
}
