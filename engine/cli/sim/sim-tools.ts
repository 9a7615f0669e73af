// What `meridian sim` asks of the simulator.

/** A rule that was broken. */
export interface BrokenRule {
  readonly invariant: string;
  readonly text: string;
  /** Virtual ms since the world began. */
  readonly atMs: number;
  /** Events until then. */
  readonly events: number;
}

export interface WorldOutcome {
  readonly seed: number;
  readonly events: number;
  readonly violations: readonly BrokenRule[];
  /** `GROUP NAME` to how often it occurred: `fault cut`, `state task running`. */
  readonly counts: ReadonlyMap<string, number>;
  /** A bug: an exception with its stack, or a world that didn't end. */
  readonly crash?: string;
}

export type WorldChoice =
  | { readonly kind: 'seed'; readonly seed: number; readonly events: number | undefined }
  /** In a file that `--shrink` has written, or somebody by hand. */
  | { readonly kind: 'script'; readonly path: string };

export interface ManyWorlds {
  readonly first: number;
  readonly last: number;
  /** Of each world; undefined: as its seed says. */
  readonly events: number | undefined;
  /** Worlds at a time; undefined: as many as there are cores. */
  readonly cores: number | undefined;
  readonly onWorld: (outcome: WorldOutcome) => void;
  /** Ends those under way. */
  readonly stopped: Promise<void>;
}

export interface ShrinkStep {
  readonly runs: number;
  readonly mostRuns: number;
  /** Of the smallest so far: agents, apps, commits and so on. */
  readonly sizes: Readonly<Record<string, number>>;
}

export type Shrunk =
  | { readonly kind: 'shrunk'; readonly text: string; readonly invariant: string }
  /** It fails no rule. */
  | { readonly kind: 'sound' };

/** The first two reject with a Problem for a script that can't be read. */
export interface SimTools {
  run(world: WorldChoice, trace?: (line: string) => void): Promise<WorldOutcome>;
  shrink(world: WorldChoice, onStep: (step: ShrinkStep) => void): Promise<Shrunk>;
  runMany(worlds: ManyWorlds): Promise<void>;
  /** CPU time that the process has used so far, all of its threads together. */
  cpuMs(): number;
}
