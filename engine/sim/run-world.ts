// Runs one world: faults until enough has happened, then healing until it rests, with every
// invariant looked at after each event. The same script gives the same run.
import { Kernel, type Violation } from './kernel/kernel.ts';
import type { Script } from './script/script.ts';
import { worldScript } from './script/world-script.ts';
import { WatchedWorld } from './world/watched-world.ts';

export interface RunOptions {
  /** Called with each line of the trace; absent: none is made. */
  readonly trace?: (line: string) => void;
  /** Ends at the first violation; = true. */
  readonly stopsAtFirst?: boolean;
}

export interface Outcome {
  readonly seed: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly violations: readonly Violation[];
  /** `GROUP NAME` to times. */
  readonly counts: ReadonlyMap<string, number>;
  /** An exception on the way, with its stack: a bug. */
  readonly crash?: string;
}

export async function runScript(script: Script, options: RunOptions = {}): Promise<Outcome> {
  const kernel = new Kernel({
    seed: script.seed,
    ...(script.settings.startMs === undefined ? {} : { startMs: script.settings.startMs }),
    ...(options.trace === undefined ? {} : { trace: options.trace }),
  });
  const world = new WatchedWorld(kernel, script, options.stopsAtFirst ?? true);
  let crash: string | undefined;
  try {
    await world.run();
  } catch (error) {
    crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return {
    seed: script.seed,
    events: kernel.events,
    virtualMs: kernel.agenda.nowMs,
    violations: kernel.violations,
    counts: kernel.counters.all(),
    ...(crash === undefined ? {} : { crash }),
  };
}

/** `events`: faults end after so many; = 2,000. */
export function runSeed(
  seed: number,
  options: RunOptions & { readonly events?: number } = {},
): Promise<Outcome> {
  const { events } = options;
  return runScript(worldScript(seed, events === undefined ? {} : { events }), options);
}
