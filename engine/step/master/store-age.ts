// A store restored from a backup is told by what agents have heard that it doesn't hold (house.md
// part 3, Fencing): an epoch above its own, its own epoch from another engine, or, of an earlier
// epoch, an event past the last one that was loaded. What went before an adoption doesn't count.
import type { Register } from '../../../schemas/generated/wire.ts';
import { agentId } from '../../model/ids.ts';
import type { Tables } from '../tables.ts';

/** What it is, in words; undefined when the store holds all that the agent has heard of. */
export function unknownToStore(tables: Tables, message: Register): string | undefined {
  const { epoch, stored = 0 } = message.envelope;
  if (epoch === 0) return undefined;
  if (epoch > tables.epoch) return `epoch ${epoch}, where the store is at ${tables.epoch}`;
  if (epoch === tables.epoch) {
    const isOurs = tables.agents.get(agentId(message.agentId))?.hasRegistered === true;
    return isOurs ? undefined : `epoch ${epoch} from another engine`;
  }
  if (epoch < tables.adoptedEpoch || stored <= tables.loadedNotice) return undefined;
  return `event ${stored}, where the store began with ${tables.loadedNotice}`;
}
