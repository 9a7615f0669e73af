// The clients of a sorter as a tree of paths, with what each node has been allocated and who is
// active (mesos.md 1.3). It keeps the tree's shape; the order is the sorter's own.
import { ClientNode, virtualLeaf } from './client-node.ts';

export class ClientTree {
  readonly root = new ClientNode('', undefined);
  readonly #leaves = new Map<string, ClientNode>();
  /** By path, of those that aren't 1; they outlive their nodes. */
  readonly #weights = new Map<string, number>();

  get size(): number {
    return this.#leaves.size;
  }

  leaf(client: string): ClientNode | undefined {
    return this.#leaves.get(client);
  }

  leaves(): IterableIterator<ClientNode> {
    return this.#leaves.values();
  }

  /** RangeError when it is there. */
  add(client: string): ClientNode {
    if (this.#leaves.has(client)) throw new RangeError(`bug: client ${client} is there already`);
    let node = this.root;
    let path = '';
    for (const segment of client.split('/')) {
      path = path === '' ? segment : `${path}/${segment}`;
      if (node.client !== undefined) this.#moveToVirtualLeaf(node);
      node = node.named.get(segment) ?? this.#newChild(node, segment, this.#weights.get(path));
    }
    // It was on the way to others before it was a client itself.
    if (node.children.length > 0) node = this.#newChild(node, virtualLeaf, undefined);
    node.client = client;
    this.#leaves.set(client, node);
    return node;
  }

  /** Takes the client away, with all that it was allocated; what becomes empty goes with it. */
  remove(client: string): void {
    const leaf = this.#leaves.get(client);
    if (leaf === undefined) return;
    this.#leaves.delete(client);
    this.setActive(leaf, false);
    for (let above = leaf.parent; above !== undefined; above = above.parent) {
      for (let column = 0; column < leaf.amounts.length; column += 1)
        above.amounts[column] = (above.amounts[column] ?? 0) - (leaf.amounts[column] ?? 0);
      above.count -= leaf.count;
    }
    leaf.client = undefined;
    this.#prune(leaf);
  }

  setActive(leaf: ClientNode, isActive: boolean): void {
    if (leaf.isActive === isActive) return;
    leaf.isActive = isActive;
    const delta = isActive ? 1 : -1;
    for (let at: ClientNode | undefined = leaf; at; at = at.parent) at.activeLeaves += delta;
  }

  setWeight(path: string, weightMilli: number): void {
    if (weightMilli === 1000) this.#weights.delete(path);
    else this.#weights.set(path, weightMilli);
    const node = this.find(path);
    if (node !== undefined) node.weightMilli = weightMilli;
  }

  /** The node of a path, a client or not. */
  find(path: string): ClientNode | undefined {
    let node: ClientNode | undefined = this.root;
    for (const segment of path.split('/')) node = node?.named.get(segment);
    return node;
  }

  #newChild(parent: ClientNode, segment: string, weightMilli = 1000): ClientNode {
    const node = new ClientNode(segment, parent);
    node.weightMilli = weightMilli;
    parent.children.push(node);
    parent.named.set(segment, node);
    return node;
  }

  #moveToVirtualLeaf(node: ClientNode): void {
    const leaf = this.#newChild(node, virtualLeaf);
    moveClient(node, leaf);
    leaf.amounts.push(...node.amounts);
    leaf.count = node.count;
    leaf.activeLeaves = node.activeLeaves;
    this.#leaves.set(leaf.client ?? '', leaf);
  }

  /** Takes out nodes without clients, and puts a virtual leaf that is alone back into its node. */
  #prune(from: ClientNode): void {
    let node = from;
    while (node.parent !== undefined && node.client === undefined && node.children.length === 0) {
      const { parent } = node;
      parent.children.splice(parent.children.indexOf(node), 1);
      parent.named.delete(node.segment);
      node = parent;
    }
    const [only] = node.children;
    if (node.children.length !== 1 || only?.segment !== virtualLeaf) return;
    node.children.length = 0;
    node.named.clear();
    moveClient(only, node);
    this.#leaves.set(node.client ?? '', node);
  }
}

function moveClient(from: ClientNode, to: ClientNode): void {
  to.client = from.client;
  to.isActive = from.isActive;
  from.client = undefined;
  from.isActive = false;
}
