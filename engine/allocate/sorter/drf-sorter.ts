// Dominant resource fairness (Ghodsi et al., NSDI 2011; mesos.md 1.3). The share of a node is the
// largest part, over all resources, that its subtree has of the whole cluster, divided by its
// weight. Siblings go by share, then by how often they were allocated anything, then by name.
//
// While the tree is clean, what is allocated or given back moves only the nodes on its path, each
// among its siblings. What changes all shares, or the tree itself, makes it dirty: it is sorted
// anew when it is next listed.
import type { Scalars } from '../../model/resources/amounts.ts';
import { type ClientNode, compareNodes } from './client-node.ts';
import { ClientTree } from './client-tree.ts';
import type { Sorter } from './sorter.ts';

export class DrfSorter<Client> implements Sorter<Client> {
  protected readonly tree = new ClientTree<Client>();
  /** Names of resources to the place of their amounts. */
  readonly #columns = new Map<string, number>();
  /** By column; 0 for what doesn't count. */
  readonly #totals: number[] = [];
  readonly #excluded: ReadonlySet<string>;
  #isDirty = false;

  /** Names that don't count for fairness, such as gpus (mesos.md 1.10). */
  constructor(excluded: ReadonlySet<string> = new Set()) {
    this.#excluded = excluded;
  }

  add(name: string, client: Client): void {
    this.tree.add(name, client);
    this.#isDirty = true;
  }

  remove(name: string): void {
    this.tree.remove(name);
    this.#isDirty = true;
  }

  activate(name: string): void {
    this.#setActive(name, true);
  }

  deactivate(name: string): void {
    this.#setActive(name, false);
  }

  #setActive(name: string, isActive: boolean): void {
    const leaf = this.tree.leaf(name);
    if (leaf === undefined || leaf.isActive === isActive) return;
    this.tree.setActive(leaf, isActive);
    this.#isDirty = true;
  }

  setWeight(path: string, weightMilli: number): void {
    this.tree.setWeight(path, weightMilli);
    this.#isDirty = true;
  }

  addTotal(quantities: Scalars): void {
    this.#changeTotal(quantities, 1);
  }

  removeTotal(quantities: Scalars): void {
    this.#changeTotal(quantities, -1);
  }

  #changeTotal(quantities: Scalars, sign: 1 | -1): void {
    for (const name in quantities) {
      if (this.#excluded.has(name)) continue;
      const column = this.#column(name);
      this.#totals[column] = (this.#totals[column] ?? 0) + sign * (quantities[name] ?? 0);
    }
    this.#isDirty = true;
  }

  allocated(name: string, quantities: Scalars): void {
    this.#change(name, quantities, 1);
  }

  unallocated(name: string, quantities: Scalars): void {
    this.#change(name, quantities, -1);
  }

  #change(name: string, quantities: Scalars, sign: 1 | -1): void {
    const leaf = this.tree.leaf(name);
    if (leaf === undefined) return;
    for (const resource in quantities) {
      const column = this.#column(resource);
      const milli = sign * (quantities[resource] ?? 0);
      for (let node: ClientNode<Client> | undefined = leaf; node; node = node.parent)
        node.amounts[column] = (node.amounts[column] ?? 0) + milli;
    }
    for (let node: ClientNode<Client> | undefined = leaf; node; node = node.parent) {
      const { parent } = node;
      const from = this.#isDirty || !parent ? -1 : placeOf(parent, node);
      if (sign === 1) node.count += 1;
      if (from === -1 || !parent) continue;
      node.share = this.#shareOf(node);
      move(parent, from);
    }
  }

  walk(_draw: string, visit: (client: Client) => 'next' | 'stop'): void {
    this.#clean();
    walkNode(this.tree.root, visit);
  }

  contest(name: string): () => boolean {
    this.#clean();
    const levels: { readonly mine: ClientNode<Client>; readonly next: number }[] = [];
    for (let node = this.tree.leaf(name); node?.parent; node = node.parent) {
      const next = childAt(node.parent, placeOf(node.parent, node) + 1);
      if (next !== undefined && next.activeLeaves > 0)
        levels.push({ mine: node, next: next.share });
    }
    return () => levels.every(({ mine, next }) => this.#shareOf(mine) < next);
  }

  allocatedTo(name: string): Scalars {
    const leaf = this.tree.leaf(name);
    const amounts: Record<string, number> = {};
    for (const [resource, column] of this.#columns) {
      const milli = leaf?.amounts[column] ?? 0;
      if (milli > 0) amounts[resource] = milli;
    }
    return amounts;
  }

  shareOf(path: string): number {
    const node = this.tree.find(path);
    return node === undefined ? 0 : this.#shareOf(node);
  }

  #clean(): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    this.#sortBelow(this.tree.root);
  }

  #sortBelow(node: ClientNode<Client>): void {
    for (const child of node.children) {
      child.share = this.#shareOf(child);
      this.#sortBelow(child);
    }
    const { children } = node;
    if (children.length === 0) return;
    node.order = Uint32Array.from(children, (_, at) => at);
    node.order.sort((a, b) =>
      compareNodes(children[a] as ClientNode<Client>, children[b] as ClientNode<Client>),
    );
    node.keys = Float64Array.from(node.order, (at) => keyOf(children[at] as ClientNode<Client>));
  }

  #shareOf(node: ClientNode<Client>): number {
    let share = 0;
    for (let column = 0; column < this.#totals.length; column += 1) {
      const total = this.#totals[column] ?? 0;
      const amount = node.amounts[column] ?? 0;
      if (total > 0) share = Math.max(share, amount / total);
    }
    return (share * 1000) / node.weightMilli;
  }

  #column(name: string): number {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = this.#totals.length;
      this.#columns.set(name, column);
      this.#totals.push(0);
    }
    return column;
  }
}

function walkNode<Client>(
  node: ClientNode<Client>,
  visit: (client: Client) => 'next' | 'stop',
): 'next' | 'stop' {
  if (node.name !== undefined && node.isActive) return visit(node.client as Client);
  for (let place = 0; place < node.children.length; place += 1) {
    const child = childAt(node, place) as ClientNode<Client>;
    if (child.activeLeaves === 0) return 'next';
    if (walkNode(child, visit) === 'stop') return 'stop';
  }
  return 'next';
}

const childAt = <Client>(
  { children, order }: ClientNode<Client>,
  place: number,
): ClientNode<Client> | undefined => children[order[place] ?? children.length];

/** Shares as they are searched for: who is idle comes last, whatever it has. */
const keyOf = ({ activeLeaves, share }: ClientNode<unknown>): number =>
  activeLeaves === 0 ? Number.POSITIVE_INFINITY : share;

/** Where a node stands among its sorted siblings. */
function placeOf<Client>(parent: ClientNode<Client>, node: ClientNode<Client>): number {
  const at = lowerBound(parent, node, 0, parent.children.length);
  if (childAt(parent, at) !== node)
    throw new Error(`bug: ${node.segment} isn't where its share puts it`);
  return at;
}

/** First place in [low, high) that isn't before the node. */
function lowerBound<Client>(
  parent: ClientNode<Client>,
  node: ClientNode<Client>,
  low: number,
  high: number,
): number {
  const { keys } = parent;
  const key = keyOf(node);
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const other = keys[middle] as number;
    if (other < key || (other === key && isBefore(childAt(parent, middle), node)))
      from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Puts one that was at `from` where it belongs now; all others are sorted. */
function move<Client>(parent: ClientNode<Client>, from: number): void {
  const { children, order, keys } = parent;
  const node = childAt(parent, from) as ClientNode<Client>;
  const slot = order[from] as number;
  const isLater = isBefore(childAt(parent, from + 1), node);
  const to = isLater
    ? lowerBound(parent, node, from + 1, children.length) - 1
    : lowerBound(parent, node, 0, from);
  for (const list of [order, keys])
    if (isLater) list.copyWithin(from, from + 1, to + 1);
    else list.copyWithin(to + 1, to, from);
  order[to] = slot;
  keys[to] = keyOf(node);
}

const isBefore = <Client>(
  other: ClientNode<Client> | undefined,
  node: ClientNode<Client>,
): boolean => other !== undefined && compareNodes(other, node) < 0;
