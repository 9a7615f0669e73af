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

export class DrfSorter implements Sorter {
  readonly #tree = new ClientTree();
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

  get size(): number {
    return this.#tree.size;
  }

  has(client: string): boolean {
    return this.#tree.leaf(client) !== undefined;
  }

  add(client: string): void {
    this.#tree.add(client);
    this.#isDirty = true;
  }

  remove(client: string): void {
    this.#tree.remove(client);
    this.#isDirty = true;
  }

  activate(client: string): void {
    this.#setActive(client, true);
  }

  deactivate(client: string): void {
    this.#setActive(client, false);
  }

  #setActive(client: string, isActive: boolean): void {
    const leaf = this.#tree.leaf(client);
    if (leaf === undefined || leaf.isActive === isActive) return;
    this.#tree.setActive(leaf, isActive);
    this.#isDirty = true;
  }

  setWeight(path: string, weightMilli: number): void {
    this.#tree.setWeight(path, weightMilli);
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

  allocated(client: string, quantities: Scalars): void {
    this.#change(client, quantities, 1);
  }

  unallocated(client: string, quantities: Scalars): void {
    this.#change(client, quantities, -1);
  }

  #change(client: string, quantities: Scalars, sign: 1 | -1): void {
    const leaf = this.#tree.leaf(client);
    if (leaf === undefined) return;
    for (let node: ClientNode | undefined = leaf; node; node = node.parent) {
      const from = this.#isDirty || !node.parent ? -1 : placeOf(node.parent.children, node);
      for (const name in quantities) {
        const column = this.#column(name);
        node.amounts[column] = (node.amounts[column] ?? 0) + sign * (quantities[name] ?? 0);
      }
      if (sign === 1) node.count += 1;
      if (from === -1 || !node.parent) continue;
      node.share = this.#shareOf(node);
      move(node.parent.children, from);
    }
  }

  walk(_draw: string, visit: (client: string) => 'next' | 'stop'): void {
    this.#clean();
    walkNode(this.#tree.root, visit);
  }

  contest(client: string): () => boolean {
    this.#clean();
    const levels: { readonly mine: ClientNode; readonly next: number }[] = [];
    for (let node = this.#tree.leaf(client); node?.parent; node = node.parent) {
      const { children } = node.parent;
      const next = children[placeOf(children, node) + 1];
      if (next !== undefined && next.activeLeaves > 0)
        levels.push({ mine: node, next: next.share });
    }
    return () => levels.every(({ mine, next }) => this.#shareOf(mine) < next);
  }

  allocatedTo(client: string): Scalars {
    const leaf = this.#tree.leaf(client);
    const amounts: Record<string, number> = {};
    for (const [name, column] of this.#columns) {
      const milli = leaf?.amounts[column] ?? 0;
      if (milli > 0) amounts[name] = milli;
    }
    return amounts;
  }

  shareOf(path: string): number {
    const node = this.#tree.find(path);
    return node === undefined ? 0 : this.#shareOf(node);
  }

  #clean(): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    this.#sortBelow(this.#tree.root);
  }

  #sortBelow(node: ClientNode): void {
    for (const child of node.children) {
      child.share = this.#shareOf(child);
      this.#sortBelow(child);
    }
    node.children.sort(compareNodes);
  }

  #shareOf(node: ClientNode): number {
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

function walkNode(node: ClientNode, visit: (client: string) => 'next' | 'stop'): 'next' | 'stop' {
  if (node.client !== undefined && node.isActive) return visit(node.client);
  for (const child of node.children) {
    if (child.activeLeaves === 0) return 'next';
    if (walkNode(child, visit) === 'stop') return 'stop';
  }
  return 'next';
}

/** Where a node stands among its sorted siblings. */
function placeOf(siblings: readonly ClientNode[], node: ClientNode): number {
  const at = lowerBound(siblings, node, 0, siblings.length);
  if (siblings[at] !== node) throw new Error(`bug: ${node.segment} isn't where its share puts it`);
  return at;
}

/** First place in [low, high) that isn't before the node. */
function lowerBound(
  siblings: readonly ClientNode[],
  node: ClientNode,
  low: number,
  high: number,
): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const other = siblings[middle];
    if (other !== undefined && compareNodes(other, node) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Puts one that was at `from` where it belongs now; all others are sorted. */
function move(siblings: ClientNode[], from: number): void {
  const node = siblings[from];
  if (node === undefined) return;
  const next = siblings[from + 1];
  if (next !== undefined && compareNodes(next, node) < 0) {
    const to = lowerBound(siblings, node, from + 1, siblings.length) - 1;
    for (let at = from; at < to; at += 1) siblings[at] = siblings[at + 1] ?? node;
    siblings[to] = node;
    return;
  }
  const to = lowerBound(siblings, node, 0, from);
  for (let at = from; at > to; at -= 1) siblings[at] = siblings[at - 1] ?? node;
  siblings[to] = node;
}
