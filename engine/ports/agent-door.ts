// Where agents come in: one connection an agent for control, and connections of their own, dialled
// on request, for what is long: a task's output. What comes in is text of a bounded size.

export interface AgentPeer {
  /** Where it called from, for logs. */
  readonly address: string;
  /** Bounded: a peer that doesn't take what is sent to it is cut off. */
  send(text: string): void;
  /** `reason` has at most 123 bytes. */
  close(code: number, reason: string): void;
  /** Sent and not yet taken by the network. */
  readonly bufferedBytes: number;
}

export interface PeerHandler {
  message(text: string): void;
  /** Once, whoever closed it. */
  closed(): void;
}

export interface AgentDoor {
  /** Who is told of agents that have shown the join token; before that they are turned away. */
  onPeer(accept: (peer: AgentPeer) => PeerHandler): void;
  /**
   * The bytes of a stream that an agent was asked to dial in with. Rejects with a Problem `timeout`
   * when none does in time, `busy` when too many are open, `conflict` for an id used already.
   * Leaving the iteration closes the connection.
   */
  expectStream(streamId: string, timeoutMs: number): Promise<AsyncIterable<Uint8Array>>;
  /** Closes what is open and lets nobody in any more. */
  close(): Promise<void>;
}
