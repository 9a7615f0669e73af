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

interface Drawn {
  readonly client: string;
  readonly key: number;
}

export class RandomSorter implements Sorter {
  readonly #tree = new ClientTree();
  /** Shares are told, though nothing goes by them. */
  readonly #shares: DrfSorter;
  readonly #random: Random;

  constructor(seed: number, excluded?: ReadonlySet<string>) {
    this.#random = new Random(seed);
    this.#shares = new DrfSorter(excluded);
  }

  get size(): number {
    return this.#tree.size;
  }

  has(client: string): boolean {
    return this.#tree.leaf(client) !== undefined;
  }

  add(client: string): void {
    this.#tree.add(client);
    this.#shares.add(client);
  }

  remove(client: string): void {
    this.#tree.remove(client);
    this.#shares.remove(client);
  }

  activate(client: string): void {
    this.#setActive(client, true);
  }

  deactivate(client: string): void {
    this.#setActive(client, false);
  }

  #setActive(client: string, isActive: boolean): void {
    const leaf = this.#tree.leaf(client);
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

  allocated(client: string, quantities: Scalars): void {
    this.#shares.allocated(client, quantities);
  }

  unallocated(client: string, quantities: Scalars): void {
    this.#shares.unallocated(client, quantities);
  }

  allocatedTo(client: string): Scalars {
    return this.#shares.allocatedTo(client);
  }

  shareOf(path: string): number {
    return this.#shares.shareOf(path);
  }

  contest(): () => boolean {
    return () => false;
  }

  walk(draw: string, visit: (client: string) => 'next' | 'stop'): void {
    const drawn: Drawn[] = [];
    this.#drawBelow(this.#tree.root, 1, this.#random.fork(draw), drawn);
    drawn.sort((a, b) => b.key - a.key || (a.client < b.client ? -1 : 1));
    for (const { client } of drawn) if (visit(client) === 'stop') return;
  }

  #drawBelow(node: ClientNode, weight: number, random: Random, drawn: Drawn[]): void {
    if (node.client !== undefined && node.isActive)
      // Each client's number is its own: who else is there changes nothing of it.
      drawn.push({ client: node.client, key: Math.log(random.fork(node.client).next()) / weight });
    const active = node.children.filter((child) => child.activeLeaves > 0);
    const sum = active.reduce((all, child) => all + child.weightMilli, 0);
    for (const child of active)
      this.#drawBelow(child, (weight * child.weightMilli) / sum, random, drawn);
  }
}
