// What a task's processes need of their machine.
import type { Kernel } from '../kernel/kernel.ts';
import type { MachineDisk } from './machine-disk.ts';
import type { OwnTime } from './own-time.ts';

/** Who holds a port. */
interface Answering {
  readonly isGood: boolean;
}

export interface Ground {
  readonly name: string;
  readonly kernel: Kernel;
  readonly time: OwnTime;
  /** The present one. */
  readonly disk: MachineDisk;
  readonly bootId: string;
  /** What the people's clock shows. */
  readonly wallMs: number;
  /** Ports that somebody else holds. */
  readonly takenPorts: ReadonlySet<number>;
  /** Ports that commands hold. */
  readonly boundPorts: Map<number, Answering>;
  newPid(): number;
}

/** What may occur on a machine, for the counters' group `state`. */
export const machineStates = [
  'supervisor claimed',
  'supervisor lost its claim race',
  'supervisor found its folder gone',
  'supervisor could not claim',
  'a pid could not be recorded',
  'supervisor was slow',
  'supervisor hung',
  'supervisor hung for long',
  'supervisor killed',
  'command began',
  'command ended by itself',
  'command ended before it began',
  'command ended by SIGTERM',
  'command ignored SIGTERM',
  'command killed by SIGKILL',
  'command outlived SIGKILL',
  'command killed by its machine',
  'command outlived its supervisor',
  'command outlived its agent',
  'exit file written',
  'exit file missing',
  'port busy',
  'launch without room',
  'claim taken by the agent',
  'claim held',
  'claim without room',
  'search found its supervisor',
  'search found nothing',
  'sweep killed what was left',
  'check succeeded',
  'check failed',
  'check timed out',
  'journal write without room',
  'journal read with tasks in it',
  'folder removed',
  'machine crashed, disk kept',
  'machine crashed, disk lost',
  'machine booted',
  'machine stood still',
  'volumes lost',
  'volume made',
  'volume opened again',
  'volume missing',
  'volume destroyed',
] as const;

export type MachineState = (typeof machineStates)[number];

export const note = ({ kernel }: Ground, state: MachineState): void =>
  kernel.counters.count('state', state);
