// A run of the simulator as JSON.
import type { Call } from '../call.ts';
import { replayCommand } from './replay.ts';
import type { Failure, Tally } from './tally.ts';

export function tallyJson(call: Call, tally: Tally, cpuMs: number): string {
  const { worlds, events, failed, violations, zeros } = tally;
  const failures = tally.failures.map((failure) => failureJson(failure, call));
  const counts = Object.fromEntries(tally.counts);
  const numbers = { worlds, events, cpuMs: Math.round(cpuMs), failed, violations };
  const document = { formatVersion: 1, ...numbers, failures, zeros, counts };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const failureJson = ({ seed, events, rule, crash }: Failure, call: Call) => ({
  seed,
  events,
  ...(rule === undefined ? {} : { invariant: rule.invariant, text: rule.text, atMs: rule.atMs }),
  ...(crash === undefined ? {} : { crash }),
  replay: replayCommand(call, seed),
});
