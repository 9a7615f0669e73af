// What is true of a machine, as nobody in the world but its invariants can see it.
import type { Order } from '../../../schemas/generated/wire.ts';
import type { AgentPlan } from '../script/script.ts';

/** A volume that its last command had. */
export interface SeenVolume {
  readonly id: string;
  /** How many commands had begun with it, ever, that one included; absent: it wasn't there. */
  readonly content?: number;
}

export interface SeenTask {
  readonly taskId: string;
  /** Absent when only its kill ever came. */
  readonly order?: Order;
  /** How often its command was started, ever. */
  readonly runs: number;
  readonly command: 'none' | 'running' | 'over';
  /** Whether a check of it would succeed now. */
  readonly isGood: boolean;
  /** It was killed, and sleeps where SIGKILL doesn't reach it. Absent: no. */
  readonly isHanging?: boolean;
  /** Virtual ms of its command's last start. */
  readonly startedMs?: number;
  /** Absent: none. */
  readonly volumes?: readonly SeenVolume[];
}

export interface SeenMachine {
  readonly name: string;
  /** What there is of it, and how its agent is started. */
  readonly plan: AgentPlan;
  /** Of the agent whose disk it has. */
  readonly agentId: string;
  readonly isUp: boolean;
  /** Virtual ms until which the whole machine stands still. */
  readonly stillUntilMs: number;
  readonly bootId: string;
  /** Its own time: it goes on only while the machine is up and doesn't stand still. */
  readonly ownMs: number;
  /** Of this disk's tasks, and of those whose disk was lost (they don't run any more). */
  readonly tasks: ReadonlyMap<string, SeenTask>;
  /** On this disk now, with who was last given each. Absent: none. */
  readonly volumes?: ReadonlyMap<string, SeenVolume & { readonly lastTask: string }>;
}
