// What an agent says of itself, on the wire and in the engine: the same but for the types, and for
// what no schema can say, that its resources are a bundle.
import type { Facts } from '../../schemas/generated/wire.ts';
import type { AgentFacts } from './actual.ts';
import type { Bundle } from './resources/bundle.ts';
import { bundleFault } from './resources/bundle-fault.ts';

/** For a message: nobody may change what is in it. */
export const factsOnWire = (facts: AgentFacts): Facts => facts as unknown as Facts;

export type FactsHeard =
  | { readonly kind: 'facts'; readonly facts: AgentFacts }
  /** `what is: what would be right` */
  | { readonly kind: 'fault'; readonly fault: string };

/** Of a message that the schema has passed. */
export function factsFromWire(heard: Facts): FactsHeard {
  const facts = { ...heard, resources: heard.resources as unknown as Bundle };
  const fault = bundleFault(facts.resources);
  return fault === undefined ? { kind: 'facts', facts } : { kind: 'fault', fault };
}
