// A node of a sorter's client tree (mesos.md 1.3). Only leaves are clients. A client that gains one
// below it moves to a *virtual leaf* under its own node, named `.`, with weight 1, so that it
// competes with those below it; with the last of them gone it moves back.

export const virtualLeaf = '.';

const noOrder = new Uint32Array(0);
const noKeys = new Float64Array(0);

export class ClientNode<Client> {
  /** The last segment of the path, or `.` of a virtual leaf. */
  readonly segment: string;
  readonly parent: ClientNode<Client> | undefined;
  readonly children: ClientNode<Client>[] = [];
  /** Places in `children` by weighted share, while the tree is clean. */
  order: Uint32Array = noOrder;
  /** In that order, what goes first in comparing: searched without touching the nodes. */
  keys: Float64Array = noKeys;
  /** The same by segment. */
  readonly named = new Map<string, ClientNode<Client>>();
  /** Set on a leaf: the client's name, and who it is. */
  name: string | undefined;
  client: Client | undefined;
  isActive = false;
  /** Active leaves here and below. */
  activeLeaves = 0;
  weightMilli = 1000;
  /** Weighted; what the order goes by. */
  share = 0;
  /** How often anything was allocated here or below: the second key of the order. */
  count = 0;
  /** By the sorter's columns, in 1/1000. */
  readonly amounts: number[] = [];

  constructor(segment: string, parent: ClientNode<Client> | undefined) {
    this.segment = segment;
    this.parent = parent;
  }
}

type AnyNode = Pick<ClientNode<unknown>, 'activeLeaves' | 'share' | 'count' | 'segment'>;

/** Inactive last; then share, count and name, each ascending. Names of siblings differ. */
export function compareNodes(a: AnyNode, b: AnyNode): number {
  const aIsIdle = a.activeLeaves === 0;
  if (aIsIdle !== (b.activeLeaves === 0)) return aIsIdle ? 1 : -1;
  if (a.share !== b.share) return a.share - b.share;
  if (a.count !== b.count) return a.count - b.count;
  return a.segment < b.segment ? -1 : a.segment > b.segment ? 1 : 0;
}
