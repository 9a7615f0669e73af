// An engine process at its end of the network.
import type { AgentPeer, PeerHandler } from '../../ports/agent-door.ts';
import type { Host } from '../kernel/host.ts';

export interface Listener {
  readonly host: Host;
  /** Counts the engine starts of the world. */
  readonly engine: number;
  /** An agent has been heard: for what is true of its silence. */
  readonly onHeard: (agentId: string) => void;
}

export interface Listening extends Listener {
  readonly accept: (peer: AgentPeer) => PeerHandler;
}
