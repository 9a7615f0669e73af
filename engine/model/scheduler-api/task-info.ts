// A task as a framework describes it.
import type { PlacedVolume } from '../../lib/volume-paths.ts';
import type { Bundle } from '../resources/bundle.ts';
import type { KillPolicy } from '../wanted.ts';

export interface TaskInfo {
  /**
   * The framework's own name for it: letters, digits and ._-, 120 at most. Used once: an agent
   * runs an id of a framework no second time.
   */
  readonly taskId: string;
  /** A shell's line, or a program with its arguments. */
  readonly command: { readonly shell: string } | { readonly args: readonly string[] };
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: the agent's default user. */
  readonly user?: string;
  /** What it takes of the offers, as they hold it; its host ports are among them. */
  readonly resources: Bundle;
  /** Where it sees the volumes among them, each once; relative to its sandbox. */
  readonly volumes?: readonly PlacedVolume[];
  /** Absent: SIGTERM, and SIGKILL 3 s later. */
  readonly kill?: KillPolicy;
}

export const defaultKill: KillPolicy = { delayMs: 0, graceMs: 3000, signal: 'SIGTERM' };
