// Which jobs come after which, and which runs belong together. roots(C) is C, and what is a root of
// all its parents. In a lineage that begins at R, exactly the jobs with R among their roots run.
// That is R dominating C in the graph, so roots are kept as a tree: above each job the nearest root
// beside itself, which is where the ways up from its parents meet. A tree for 10,000 jobs in a row
// is as cheap as any; the sets would be 50 million names.
import { dependenciesFirst } from '../lib/graph.ts';
import type { ObjectName } from '../model/ids.ts';

export interface JobParents {
  readonly name: ObjectName;
  readonly parents: readonly ObjectName[];
}

interface Node {
  readonly name: ObjectName;
  /** Place in an order in which parents come first. */
  readonly place: number;
  /** The nearest root beside itself. */
  above: Node | undefined;
  depth: number;
  readonly children: ObjectName[];
  /** Whose nearest root it is. */
  readonly below: Node[];
}

/** Jobs without parents and children cost nothing. The tree is made anew when edges change. */
export class JobGraph {
  readonly #parents = new Map<ObjectName, readonly ObjectName[]>();
  #nodes: ReadonlyMap<ObjectName, Node> | undefined;

  constructor(jobs: Iterable<JobParents>) {
    for (const job of jobs) this.set(job);
  }

  /** Whether that was a change. */
  set({ name, parents }: JobParents): boolean {
    const before = this.#parents.get(name) ?? [];
    if (before.length === parents.length && before.every((parent, at) => parent === parents[at]))
      return false;
    this.#nodes = undefined;
    if (parents.length === 0) this.#parents.delete(name);
    else this.#parents.set(name, parents);
    return true;
  }

  delete(name: ObjectName): void {
    this.set({ name, parents: [] });
  }

  /** Sorted. */
  children(name: ObjectName): readonly ObjectName[] {
    return this.#node(name)?.children ?? [];
  }

  /** Itself and what its parents have in common. */
  roots(name: ObjectName): ReadonlySet<ObjectName> {
    const roots = new Set([name]);
    for (let node = this.#node(name)?.above; node !== undefined; node = node.above)
      roots.add(node.name);
    return roots;
  }

  /** Whether its parents have a root in common: it runs in their lineages and begins none. */
  joinsByLineage(name: ObjectName): boolean {
    return this.#node(name)?.above !== undefined;
  }

  /** Whether it runs in lineages that begin at `root`. */
  isInScope(name: ObjectName, root: ObjectName): boolean {
    if (name === root) return true;
    const top = this.#node(root);
    let node = this.#node(name);
    if (top === undefined) return false;
    while (node !== undefined && node.depth > top.depth) node = node.above;
    return node === top;
  }

  /** Who runs in lineages that begin there, parents first; itself the first. */
  scope(root: ObjectName): readonly ObjectName[] {
    const top = this.#node(root);
    return top === undefined ? [root] : inOrder(reach(top, (node) => node.below));
  }

  /** All below it by any way, parents first; not itself. */
  descendants(name: ObjectName): readonly ObjectName[] {
    const top = this.#node(name);
    if (top === undefined) return [];
    const childrenOf = (node: Node) => node.children.map((child) => this.#nodeOf(child));
    return inOrder(reach(top, childrenOf)).filter((below) => below !== name);
  }

  #node(name: ObjectName): Node | undefined {
    this.#nodes ??= treeOf(this.#parents);
    return this.#nodes.get(name);
  }

  #nodeOf(name: ObjectName): Node {
    const node = this.#node(name);
    if (node === undefined) throw new Error(`${name} is in no chain of jobs`);
    return node;
  }
}

function reach(top: Node, next: (node: Node) => readonly Node[]): readonly Node[] {
  const found = new Set([top]);
  for (const node of found) for (const below of next(node)) found.add(below);
  return [...found];
}

const inOrder = (nodes: readonly Node[]): readonly ObjectName[] =>
  [...nodes].sort((a, b) => a.place - b.place).map(({ name }) => name);

function treeOf(
  parents: ReadonlyMap<ObjectName, readonly ObjectName[]>,
): ReadonlyMap<ObjectName, Node> {
  const graph = new Map<string, readonly string[]>(parents);
  for (const above of [...parents.values()].flat()) if (!graph.has(above)) graph.set(above, []);
  const nodes = new Map<ObjectName, Node>();
  for (const text of dependenciesFirst(graph)) {
    const name = text as ObjectName;
    const above = (parents.get(name) ?? []).map((parent) => nodes.get(parent));
    nodes.set(name, nodeUnder(name, nodes.size, above));
    for (const parent of new Set(above)) parent?.children.push(name);
  }
  for (const { children } of nodes.values()) children.sort();
  return nodes;
}

function nodeUnder(name: ObjectName, place: number, parents: readonly (Node | undefined)[]): Node {
  const above = parents.reduce(meet, parents[0]);
  const node: Node = { name, place, above, depth: 0, children: [], below: [] };
  if (above !== undefined) {
    node.depth = above.depth + 1;
    above.below.push(node);
  }
  return node;
}

/** The nearest that both have above them or are. */
function meet(a: Node | undefined, b: Node | undefined): Node | undefined {
  let [left, right] = [a, b];
  while (left !== right) {
    if (left === undefined || right === undefined) return undefined;
    if (left.depth >= right.depth) left = left.above;
    else right = right.above;
  }
  return left;
}
