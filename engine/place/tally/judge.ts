// Judges agents for one kind of task out of columns: what rules one out, as bits, each resource
// and each constraint one. What columns don't say (who is kept what, ports) is asked of the agent
// itself, as misfit.ts does.
import { resourceWord } from '../../model/quota/resource-words.ts';
import type { PlacementConstraint } from '../../model/wanted.ts';
import { constraintRefusal } from '../constraint.ts';
import type { InstanceCounts } from '../instance-counts.ts';
import { constraintName, judgementOf, type KeepingAgent, type PlaceRequest } from '../misfit.ts';
import type { AgentColumns, AmountColumn, ValueColumn } from './agent-columns.ts';

/** Things that are told apart by bits; a request with more is judged agent by agent. */
const mostBits = 24;

interface Scalar {
  readonly resource: string;
  readonly need: number;
  readonly amounts: AmountColumn;
}

interface Asked {
  readonly constraint: PlacementConstraint;
  readonly values: ValueColumn;
  /** Whether it refuses each value; undefined: not asked yet. */
  readonly refused: (boolean | undefined)[];
}

export class Judge {
  readonly #request: PlaceRequest;
  readonly #counts: InstanceCounts;
  readonly #scalars: readonly Scalar[];
  readonly #constraints: readonly Asked[];
  readonly #columns: AgentColumns;
  /** All that it asks for stands in columns: agents that are plain are judged by bits. */
  readonly isNarrow: boolean;
  /** Of the agent judged last: how far it is from letting it in. */
  distance = 0;

  constructor(request: PlaceRequest, counts: InstanceCounts, columns: AgentColumns) {
    this.#request = request;
    this.#counts = counts;
    this.#scalars = Object.entries(request.scalars).map(([resource, need]) => {
      return { resource, need, amounts: columns.amountsOf(resource) };
    });
    this.#constraints = request.constraints.map((constraint) => {
      return { constraint, values: columns.valuesOf(constraint.attribute), refused: [] };
    });
    this.#columns = columns;
    const things = this.#scalars.length + this.#constraints.length;
    this.isNarrow = request.ports.every(({ host }) => host === 0) && things <= mostBits;
  }

  /** What rules out an agent that is offered, each once. */
  namesOn(agent: KeepingAgent): readonly string[] {
    const { names, distance } = judgementOf(this.#request, agent, this.#counts);
    this.distance = distance;
    return names;
  }

  /**
   * The same of a plain agent, as bits: the same sums in the same order as `judgementOf`. Below 0
   * where ports are missing: bits don't tell of these.
   */
  bitsOn(slot: number): number {
    const { ports } = this.#request;
    if (ports.length > 0 && this.#columns.portsOf(slot) < ports.length) return -1;
    let [bits, bit, things, parts] = [0, 1, 0, 0];
    for (const { need, amounts } of this.#scalars) {
      const milli = need - (amounts.free[slot] ?? 0);
      if (milli > 0) {
        bits |= bit;
        things += 1;
        parts += milli / need;
      }
      bit <<= 1;
    }
    for (const asked of this.#constraints) {
      if (this.#isRefused(asked, slot)) {
        bits |= bit;
        things += 1;
        parts += 1;
      }
      bit <<= 1;
    }
    this.distance = things === 0 ? 0 : things + parts / (things + 1);
    return bits;
  }

  /** Of an agent, a constraint asks nothing but its value. */
  #isRefused({ constraint, values, refused }: Asked, slot: number): boolean {
    const value = values.of[slot] ?? 0;
    const known = refused[value];
    const agent = known === undefined ? this.#columns.seen(slot)?.agent : undefined;
    if (agent === undefined) return known === true;
    const { instances } = this.#request;
    const counts = this.#counts;
    const is = constraintRefusal({ constraint, agent, counts, instances }) !== undefined;
    refused[value] = is;
    return is;
  }

  /** What bits stand for. */
  namesOf(bits: number): readonly string[] {
    const all = [
      ...this.#scalars.map(({ resource }) => resourceWord(resource)),
      ...this.#request.constraints.map(constraintName),
    ];
    return [...new Set(all.filter((_, at) => ((bits >> at) & 1) === 1))];
  }
}
