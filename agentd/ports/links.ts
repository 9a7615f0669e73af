// Connections to the engine: one for messages, and one for each stream of bytes it asks for.
import type { AgentWire } from '../../schemas/generated/wire.ts';

type ToEngine = NonNullable<AgentWire['toEngine']>;
type ToAgent = NonNullable<AgentWire['toAgent']>;

export interface LinkCalls {
  open(): void;
  message(message: ToAgent): void;
  /** Once, also when it never opened. Nothing comes after it. */
  closed(reason: string): void;
  /** What was waiting has been sent. */
  drained(): void;
}

export interface Link {
  /** False: more is waiting than the bound; `drained` follows. */
  send(message: ToEngine): boolean;
  /** Ends it; `closed` isn't called for it. */
  close(reason: string): void;
}

export interface ByteStream {
  /** Resolves when more may be written; false when the other side has gone. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Whether the other side has gone. */
  readonly isClosed: boolean;
  close(code: number, reason: string): void;
}

export interface Links {
  dial(calls: LinkCalls): Link;
  openStream(streamId: string): Promise<ByteStream>;
}
