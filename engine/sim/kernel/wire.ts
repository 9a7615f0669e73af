// The wire's messages by the names that the rest of the world uses.
import type { AgentWire, Register } from '../../../schemas/generated/wire.ts';

export type { Register };
export type ToAgentMessage = NonNullable<AgentWire['toAgent']>;
export type ToEngineMessage = NonNullable<AgentWire['toEngine']>;
