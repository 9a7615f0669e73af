// Probes over the network, to this machine.
import type { Check } from '../../schemas/generated/wire.ts';

export type NetProbe = Exclude<Check['probe'], { kind: 'command' }>;

export interface Probes {
  /** What is wrong, in words; undefined when it is alive. Ends within the timeout. */
  probe(probe: NetProbe, timeoutMs: number): Promise<string | undefined>;
}
