// The agent's side of its connection to the engine.
//
//           dial            open: register         registered         identity saved
//  waiting ──────► dialing ────────────► registering ──────────► admitting ──────────► joined
//     ▲               │ closed              │ closed, busy, stale   │ closed            │ closed,
//     └───────────────┴─────────────────────┴───────────────────────┴───────────────────┘ silence
//                                           │ another cluster, gone
//                                           ▼
//                                        finished
//
// Fencing (house.md part 3): the highest epoch and the cluster are on disk before anything of them
// is acted on; a lower epoch, an earlier connection or a sequence that doesn't ascend is dropped.

import type {
  AgentWire,
  Pong,
  Refusal,
  Register,
  Report,
  VolumeDestroyed,
} from '../../../schemas/generated/wire.ts';

/** What the agent is, for good: `agent.json` in its work directory. */
export interface Identity {
  readonly agentId: string;
  /** Empty until the first registration. */
  readonly clusterId: string;
  readonly highestEpoch: number;
  /** The highest event that its engine has said is stored, in the highest epoch. */
  readonly stored: number;
  /** Starts of the agent so far, this one included. */
  readonly starts: number;
}

export type ToAgent = NonNullable<AgentWire['toAgent']>;

/** With its envelope: as it goes out. */
export type ToEngineBody = Register | Report | Refusal | VolumeDestroyed | Pong;

/** A connection after its registration. */
export interface Joined {
  readonly epoch: number;
  readonly connection: number;
  readonly timeoutMs: number;
}

export type SessionPhase =
  | { readonly kind: 'waiting'; readonly untilMs: number }
  | { readonly kind: 'dialing'; readonly untilMs: number }
  | { readonly kind: 'registering'; readonly untilMs: number }
  | {
      readonly kind: 'admitting';
      readonly joined: Joined;
      readonly identity: Identity;
      /** What came after the admission, until it is on disk. */
      readonly held: readonly ToAgent[];
    }
  | { readonly kind: 'joined'; readonly joined: Joined }
  | { readonly kind: 'finished' };

export interface Session {
  readonly phase: SessionPhase;
  readonly identity: Identity;
  /** Number of the present (or last) link. */
  readonly link: number;
  readonly sent: number;
  /** `identity.stored` as last written down. */
  readonly kept: number;
  readonly lastSequence: number;
  /** Steady ms of the last message on this link. */
  readonly heardMs: number;
  /** Failed attempts in a row: to connect, and to be admitted. */
  readonly connectTries: number;
  readonly registerTries: number;
}

export const newSession = (identity: Identity): Session => ({
  phase: { kind: 'waiting', untilMs: 0 },
  identity,
  link: 0,
  sent: 0,
  kept: identity.stored,
  lastSequence: -1,
  heardMs: 0,
  connectTries: 0,
  registerTries: 0,
});
