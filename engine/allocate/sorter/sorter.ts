// In what order clients (roles, or the frameworks of one role) are offered resources. A client's
// name is a path: a role lies in a tree, a framework is a path of one segment.
import type { Scalars } from '../../model/resources/amounts.ts';

export interface Sorter<Client> {
  /** Inactive until it is activated. RangeError when it is there already. */
  add(name: string, client: Client): void;
  remove(name: string): void;
  activate(name: string): void;
  /** Not listed any more; what it has still counts for those above it. */
  deactivate(name: string): void;
  /** Against the siblings of the path; kept though the client comes later or goes. */
  setWeight(path: string, weightMilli: number): void;
  /** The whole cluster's resources: shares are parts of it. 1/1000 of each unit. */
  addTotal(quantities: Scalars): void;
  removeTotal(quantities: Scalars): void;
  allocated(name: string, quantities: Scalars): void;
  unallocated(name: string, quantities: Scalars): void;
  /**
   * Active clients in order, until `visit` says `stop`. `visit` must not change the sorter. `draw`
   * names the draw, for a sorter that draws: the same name gives the same order.
   */
  walk(draw: string, visit: (client: Client) => 'next' | 'stop'): void;
  /**
   * Answers from now on, as it is given more, whether the client may be given yet more before those
   * that come next, at every level. False at once where the order is drawn.
   */
  contest(name: string): () => boolean;
  /** All that the client has, by name. */
  allocatedTo(name: string): Scalars;
  /** Dominant share, 0 to 1, divided by the weight; 0 for one that isn't there. */
  shareOf(path: string): number;
}
