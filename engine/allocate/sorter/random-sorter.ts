// Clients in drawn order, whatever they have (mesos.md 1.3): one weighted shuffle over all active
// leaves at once. Each draws u^(1/w), u in (0, 1), kept as its logarithm, largest first (Efraimidis
// and Spirakis, 2006). A leaf's weight is its parent's times its own part of the siblings' that
// have active leaves below.
import { Random } from '../../lib/random.ts';
import type { ClientNode } from './client-node.ts';
import { DrfSorter } from './drf-sorter.ts';

interface Drawn<Client> {
  readonly node: ClientNode<Client>;
  readonly key: number;
}

/** Shares are kept and told as the other sorter does, though nothing goes by them. */
export class RandomSorter<Client> extends DrfSorter<Client> {
  readonly #random: Random;

  constructor(seed: number, excluded?: ReadonlySet<string>) {
    super(excluded);
    this.#random = new Random(seed);
  }

  override contest(): () => boolean {
    return () => false;
  }

  override walk(draw: string, visit: (client: Client) => 'next' | 'stop'): void {
    const drawn: Drawn<Client>[] = [];
    this.#drawBelow(this.tree.root, 1, this.#random.fork(draw), drawn);
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
