// Clients in drawn order, whatever they have (mesos.md 1.3): one weighted shuffle over all active
// leaves at once. Each draws u^(1/w), u in (0, 1), kept as its logarithm, largest first (Efraimidis
// and Spirakis, 2006). A leaf's weight is its parent's times its own part of the siblings' that
// have active leaves below.
import { Random } from '../../lib/random.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { ClientNode } from './client-node.ts';
import { ClientTree } from './client-tree.ts';
import { DrfSorter } from './drf-sorter.ts';
import type { Sorter } from './sorter.ts';

interface Drawn<Client> {
  readonly node: ClientNode<Client>;
  readonly key: number;
}

export class RandomSorter<Client> implements Sorter<Client> {
  readonly #tree = new ClientTree<Client>();
  /** Shares are told, though nothing goes by them. */
  readonly #shares: DrfSorter<Client>;
  readonly #random: Random;

  constructor(seed: number, excluded?: ReadonlySet<string>) {
    this.#random = new Random(seed);
    this.#shares = new DrfSorter(excluded);
  }

  add(name: string, client: Client): void {
    this.#tree.add(name, client);
    this.#shares.add(name, client);
  }

  remove(name: string): void {
    this.#tree.remove(name);
    this.#shares.remove(name);
  }

  activate(name: string): void {
    this.#setActive(name, true);
  }

  deactivate(name: string): void {
    this.#setActive(name, false);
  }

  #setActive(name: string, isActive: boolean): void {
    const leaf = this.#tree.leaf(name);
    if (leaf) this.#tree.setActive(leaf, isActive);
  }

  setWeight(path: string, weightMilli: number): void {
    this.#tree.setWeight(path, weightMilli);
    this.#shares.setWeight(path, weightMilli);
  }

  addTotal(quantities: Scalars): void {
    this.#shares.addTotal(quantities);
  }

  removeTotal(quantities: Scalars): void {
    this.#shares.removeTotal(quantities);
  }

  allocated(name: string, quantities: Scalars): void {
    this.#shares.allocated(name, quantities);
  }

  unallocated(name: string, quantities: Scalars): void {
    this.#shares.unallocated(name, quantities);
  }

  allocatedTo(name: string): Scalars {
    return this.#shares.allocatedTo(name);
  }

  shareOf(path: string): number {
    return this.#shares.shareOf(path);
  }

  contest(): () => boolean {
    return () => false;
  }

  walk(draw: string, visit: (client: Client) => 'next' | 'stop'): void {
    const drawn: Drawn<Client>[] = [];
    this.#drawBelow(this.#tree.root, 1, this.#random.fork(draw), drawn);
    drawn.sort((a, b) => b.key - a.key || ((a.node.name ?? '') < (b.node.name ?? '') ? -1 : 1));
    for (const { node } of drawn) if (visit(node.client as Client) === 'stop') return;
  }

  #drawBelow(
    node: ClientNode<Client>,
    weight: number,
    random: Random,
    drawn: Drawn<Client>[],
  ): void {
    if (node.name !== undefined && node.isActive)
      // Each client's number is its own: who else is there changes nothing of it.
      drawn.push({ node, key: Math.log(random.fork(node.name).next()) / weight });
    const active = node.children.filter((child) => child.activeLeaves > 0);
    const sum = active.reduce((all, child) => all + child.weightMilli, 0);
    for (const child of active)
      this.#drawBelow(child, (weight * child.weightMilli) / sum, random, drawn);
  }
}
