// The clients of a sorter as a tree of paths, with what each node has been allocated and who is
// active (mesos.md 1.3). It keeps the tree's shape; the order is the sorter's own.
import { ClientNode, virtualLeaf } from './client-node.ts';

export class ClientTree<Client> {
  readonly root = new ClientNode<Client>('', undefined);
  readonly #leaves = new Map<string, ClientNode<Client>>();
  /** By path, of those that aren't 1; they outlive their nodes. */
  readonly #weights = new Map<string, number>();

  leaf(name: string): ClientNode<Client> | undefined {
    return this.#leaves.get(name);
  }

  /** RangeError when it is there. */
  add(name: string, client: Client): void {
    if (this.#leaves.has(name)) throw new RangeError(`bug: client ${name} is there already`);
    let node = this.root;
    let path = '';
    for (const segment of name.split('/')) {
      path = path === '' ? segment : `${path}/${segment}`;
      if (node.name !== undefined) this.#moveToVirtualLeaf(node);
      node = node.named.get(segment) ?? this.#newChild(node, segment, this.#weights.get(path));
    }
    // It was on the way to others before it was a client itself.
    if (node.children.length > 0) node = this.#newChild(node, virtualLeaf, undefined);
    node.name = name;
    node.client = client;
    this.#leaves.set(name, node);
  }

  /** Takes the client away, with all that it was allocated; what becomes empty goes with it. */
  remove(name: string): void {
    const leaf = this.#leaves.get(name);
    if (leaf === undefined) return;
    this.#leaves.delete(name);
    this.setActive(leaf, false);
    for (let above = leaf.parent; above !== undefined; above = above.parent) {
      for (let column = 0; column < leaf.amounts.length; column += 1)
        above.amounts[column] = (above.amounts[column] ?? 0) - (leaf.amounts[column] ?? 0);
      above.count -= leaf.count;
    }
    leaf.name = undefined;
    leaf.client = undefined;
    this.#prune(leaf);
  }

  setActive(leaf: ClientNode<Client>, isActive: boolean): void {
    if (leaf.isActive === isActive) return;
    leaf.isActive = isActive;
    const delta = isActive ? 1 : -1;
    for (let at: ClientNode<Client> | undefined = leaf; at; at = at.parent)
      at.activeLeaves += delta;
  }

  setWeight(path: string, weightMilli: number): void {
    if (weightMilli === 1000) this.#weights.delete(path);
    else this.#weights.set(path, weightMilli);
    const node = this.find(path);
    if (node !== undefined) node.weightMilli = weightMilli;
  }

  /** The node of a path, a client or not. */
  find(path: string): ClientNode<Client> | undefined {
    let node: ClientNode<Client> | undefined = this.root;
    for (const segment of path.split('/')) node = node?.named.get(segment);
    return node;
  }

  #newChild(parent: ClientNode<Client>, segment: string, weightMilli = 1000): ClientNode<Client> {
    const node = new ClientNode<Client>(segment, parent);
    node.weightMilli = weightMilli;
    parent.children.push(node);
    parent.named.set(segment, node);
    return node;
  }

  #moveToVirtualLeaf(node: ClientNode<Client>): void {
    const leaf = this.#newChild(node, virtualLeaf);
    moveClient(node, leaf);
    leaf.amounts.push(...node.amounts);
    leaf.count = node.count;
    leaf.activeLeaves = node.activeLeaves;
    this.#leaves.set(leaf.name ?? '', leaf);
  }

  /** Takes out nodes without clients, and puts a virtual leaf that is alone back into its node. */
  #prune(from: ClientNode<Client>): void {
    let node = from;
    while (node.parent !== undefined && node.name === undefined && node.children.length === 0) {
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
    this.#leaves.set(node.name ?? '', node);
  }
}

function moveClient<Client>(from: ClientNode<Client>, to: ClientNode<Client>): void {
  to.name = from.name;
  to.client = from.client;
  to.isActive = from.isActive;
  from.name = undefined;
  from.client = undefined;
  from.isActive = false;
}
