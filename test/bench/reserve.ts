// Bench `reserve` (mesos.md 4.2 P7): one agent with 800 reservations and volumes, all offered to
// one framework; 20 times it reserves some of what is free and unreserves it again, each checked
// against the whole offer and told to the allocator.
import { HierarchicalAllocator } from '../../engine/allocate/hierarchical-allocator.ts';
import type { Holding } from '../../engine/allocate/offer-allocator.ts';
import { agentId, role } from '../../engine/model/ids.ts';
import { type Bundle, bundleOf, quantitiesOf } from '../../engine/model/resources/bundle.ts';
import { applyOperation } from '../../engine/model/resources/operations/apply-operations.ts';
import type { Operation } from '../../engine/model/resources/operations/operation.ts';
import type { Reservation, Resource } from '../../engine/model/resources/resource.ts';
import type { Bench, Measured } from './bench.ts';
import { growth, median, rounded } from './measure.ts';

const objects = 800;
const cycles = 20;
const runs = 5;
const targetMs = 100;

/** Nine roles above it: as many stacks of reservations for it as there are sets of these. */
const path = 'eng/b/c/d/e/f/g/h/i/j'.split('/');
const above = path.slice(0, -1).map((_, at) => role(path.slice(0, at + 1).join('/')));
const eng = role(path.join('/'));
const agent = agentId('a-000001');

const scalar = (name: string, milli: number): Resource => ({
  name,
  value: { kind: 'scalar', milli },
});

const reservedFor = (at: number): readonly Reservation[] =>
  [...above.filter((_, bit) => ((at >> bit) & 1) === 1), eng].map((one) => ({
    kind: 'dynamic',
    role: one,
  }));

/** Half of them reservations of cpus, half of them volumes on reserved disk. */
function agentWith(count: number): Bundle {
  const ofOne = (at: number): readonly Resource[] => [
    { ...scalar('cpus', 10), reservations: reservedFor(at) },
    {
      ...scalar('disk', 1000),
      reservations: reservedFor(at),
      disk: { volume: { id: `/db/${at}#0` } },
    },
  ];
  const free = [scalar('cpus', 64_000), scalar('disk', 1e9), scalar('mem', 256e6)];
  return bundleOf([...free, ...Array.from({ length: count / 2 }, (_, at) => ofOne(at)).flat()]);
}

const wanted: readonly Resource[] = [
  scalar('cpus', 1000),
  scalar('disk', 5000),
  scalar('mem', 2000),
];

class BenchAgent {
  readonly #allocator = new HierarchicalAllocator();
  readonly #holder: Omit<Holding, 'bundle'>;
  #held: Bundle;

  constructor(count: number) {
    this.#allocator.addFramework({ id: 'db', roles: new Map([[eng, {}]]) });
    const total = agentWith(count);
    this.#allocator.addAgent({ id: agent, hostname: 'a', attributes: {}, total });
    const [offer] = this.#allocator.allocate(0, 'all').offers;
    if (offer?.bundle.length !== total.length) throw new Error('not all of the agent is offered');
    this.#holder = { framework: offer.framework, role: offer.role, agentId: offer.agentId };
    this.#held = offer.bundle;
  }

  cycle(): void {
    const before = quantitiesOf(this.#held);
    const reserved = this.#do({ kind: 'reserve', resources: wanted, role: eng });
    this.#do({ kind: 'unreserve', resources: reserved });
    if (quantitiesOf(this.#held)['cpus'] !== before['cpus']) throw new Error('cpus were lost');
  }

  #do(operation: Operation): Bundle {
    const outcome = applyOperation(this.#held, operation);
    if (outcome.kind === 'refused') throw new Error(`${outcome.what}: ${outcome.remedy}`);
    this.#allocator.convert(this.#holder, outcome.before, outcome.after);
    this.#held = outcome.bundle;
    return outcome.after;
  }
}

function cyclesMs(count: number): number {
  const bench = new BenchAgent(count);
  const startMs = performance.now();
  for (let cycle = 0; cycle < cycles; cycle += 1) bench.cycle();
  return performance.now() - startMs;
}

function reserve(): Measured {
  const [half, full]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    half.push(cyclesMs(objects / 2));
    full.push(cyclesMs(objects));
  }
  const best = Math.min(...full);
  return {
    parameters: { objects, cycles, firstMs: rounded(full[0] ?? Number.NaN) },
    result: rounded(best),
    unit: 'ms',
    target: `<= ${targetMs} ms for ${cycles} cycles`,
    met: best <= targetMs,
    exponent: growth(median(half), median(full)),
  };
}

export const reserveBenches: readonly Bench[] = [{ name: 'reserve', run: async () => reserve() }];
