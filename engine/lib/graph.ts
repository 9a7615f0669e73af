// Directed graphs of names. All answers depend on the set of edges alone, not on their order, and
// nothing recurses, so that a chain of any length is fine.

/** What each node points to. Targets that are no nodes themselves are passed over. */
export type Graph = ReadonlyMap<string, readonly string[]>;

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Visit {
  readonly node: string;
  readonly targets: readonly string[];
  next: number;
}

/** Each node after all that it points to, by name where edges leave it open; on cycles somehow. */
export function dependenciesFirst(graph: Graph): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const start of [...graph.keys()].sort(byCode)) walkFrom(graph, start, seen, order);
  return order;
}

function walkFrom(graph: Graph, start: string, seen: Set<string>, order: string[]): void {
  if (seen.has(start)) return;
  seen.add(start);
  const stack: Visit[] = [visitOf(graph, start)];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const target = top.targets[top.next];
    top.next += 1;
    if (target === undefined) {
      order.push(top.node);
      stack.pop();
    } else if (graph.has(target) && !seen.has(target)) {
      seen.add(target);
      stack.push(visitOf(graph, target));
    }
  }
}

const visitOf = (graph: Graph, node: string): Visit => ({
  node,
  targets: [...(graph.get(node) ?? [])].sort(byCode),
  next: 0,
});

/**
 * One shortest cycle of each knot of nodes that reach one another, as the path from its first node
 * back to it: `[a, b, a]`. Sorted by that node; empty when there is none.
 */
export function findCycles(graph: Graph): readonly (readonly string[])[] {
  if (isAcyclic(graph)) return [];
  const knots = knotsOf(graph);
  return knots
    .map((knot) => shortestCycle(graph, knot))
    .sort((a, b) => byCode(a[0] ?? '', b[0] ?? ''));
}

/** Kahn: takes away what nothing points to until nothing is left, or only cycles are. */
function isAcyclic(graph: Graph): boolean {
  const pointers = new Map<string, number>();
  for (const targets of graph.values())
    for (const target of targets)
      if (graph.has(target)) pointers.set(target, (pointers.get(target) ?? 0) + 1);
  const free = [...graph.keys()].filter((node) => !pointers.has(node));
  let taken = 0;
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    taken += 1;
    for (const target of graph.get(node) ?? []) {
      const left = (pointers.get(target) ?? 0) - 1;
      pointers.set(target, left);
      if (left === 0) free.push(target);
    }
  }
  return taken === graph.size;
}

/** Kosaraju: backwards along the edges, from the last finished to the first. */
function knotsOf(graph: Graph): readonly ReadonlySet<string>[] {
  const backwards = reversed(graph);
  const seen = new Set<string>();
  const knots: ReadonlySet<string>[] = [];
  for (const start of [...dependenciesFirst(graph)].reverse()) {
    const members: string[] = [];
    walkFrom(backwards, start, seen, members);
    const isKnot = members.length > 1 || (graph.get(start) ?? []).includes(start);
    if (members.length > 0 && isKnot) knots.push(new Set(members));
  }
  return knots;
}

function reversed(graph: Graph): Graph {
  const back = new Map<string, string[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, targets] of graph) for (const target of targets) back.get(target)?.push(node);
  return back;
}

function shortestCycle(graph: Graph, knot: ReadonlySet<string>): readonly string[] {
  const start = [...knot].sort(byCode)[0] ?? '';
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let head = 0; head < queue.length; head += 1) {
    const node = queue[head] ?? '';
    for (const target of [...(graph.get(node) ?? [])].sort(byCode)) {
      if (target === start) return pathBack(cameFrom, start, node);
      if (!knot.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  throw new Error(`no cycle through ${start}`);
}

function pathBack(from: ReadonlyMap<string, string>, start: string, end: string): string[] {
  const path = [start];
  for (let node = end; node !== start; node = from.get(node) ?? start) path.push(node);
  path.push(start);
  return path.reverse();
}
