// Agents emptied in thought, by the rules that the engine follows (engine/roll/decide.ts). What
// isn't healthy stops at once. Then, agent by agent and app by app, a successor is placed first, on
// agents that aren't emptied, and taken to become healthy; and the old one stops, if the app's
// minimum remains. One with volumes can't have a successor elsewhere: it stops and waits. This goes
// on as long as anything comes of it. Batches bound the pace, not what comes of it.
import type { AgentId, ObjectName } from '../../model/ids.ts';
import type { InstanceCounts } from '../../place/instance-counts.ts';
import type { FitRoom, Live } from '../fit/fit-room.ts';
import { byCode } from '../planning.ts';
import type { SnapshotAgent } from '../snapshot.ts';
import type { Crew } from './crew.ts';

export type Outcome =
  | 'moves'
  | 'nowhere'
  | 'held'
  | 'stops'
  | 'waits'
  | 'ends'
  | 'away'
  | 'unjudged';

/** What becomes of one instance. */
export interface Departure {
  readonly app: ObjectName;
  readonly agentId: AgentId;
  readonly outcome: Outcome;
  /** Of one that moves or is held: its successor. */
  readonly successor?: Live;
}

export class Emptying {
  readonly #room: FitRoom;
  readonly #crews: readonly Crew[];
  readonly #counts = new Map<Crew, InstanceCounts>();

  /** `room`: the agents to be emptied are closed there. */
  constructor(room: FitRoom, crews: readonly Crew[]) {
    this.#room = room;
    this.#crews = [...crews].sort((a, b) => byCode(a.spec.name, b.spec.name));
  }

  /** Every instance on these agents, each once: by agent as given, then by app. */
  empty(agents: readonly SnapshotAgent[]): readonly Departure[] {
    const all = this.#leavingFrom(agents);
    for (const one of all) if (!one.live.isHealthy && one.outcome === undefined) this.#stop(one);
    let hasMoved = true;
    while (hasMoved) {
      hasMoved = false;
      for (const one of all) if (one.outcome === undefined && this.#goOn(one)) hasMoved = true;
    }
    return all.map(departureOf);
  }

  #leavingFrom(agents: readonly SnapshotAgent[]): readonly Leaving[] {
    const byAgent = new Map(
      agents.map((agent) => [agent.agentId, { agent, all: [] as Leaving[] }]),
    );
    for (const crew of this.#crews)
      for (const live of crew.lives) {
        const found = byAgent.get(live.agentId);
        if (found === undefined) continue;
        const outcome = immovable(crew, found.agent);
        found.all.push({ crew, live, outcome, successor: undefined });
      }
    return [...byAgent.values()].flatMap(({ all }) => all);
  }

  /** False: nothing comes of it now. */
  #goOn(one: Leaving): boolean {
    const { crew, successor } = one;
    if (crew.isExclusive) return this.#stopAs('stops', one);
    if (successor !== undefined) return this.#stopAs('moves', one);
    if (crew.isEnough) return this.#stopAs('ends', one);
    if (this.#room.isSpent) {
      one.outcome = 'unjudged';
      return true;
    }
    one.successor = this.#room.place(crew.spec, crew.count, this.#countsOf(crew));
    if (one.successor === undefined) return false;
    crew.add(one.successor);
    this.#stopAs('moves', one);
    return true;
  }

  #stopAs(outcome: Outcome, one: Leaving): boolean {
    if (!one.crew.mayStop(one.live)) return false;
    this.#stop(one);
    one.outcome = outcome;
    return true;
  }

  #stop({ crew, live }: Leaving): void {
    if (!crew.remove(live)) return;
    // What one with volumes has is kept for it.
    if (!crew.isExclusive) this.#room.stop(live);
    // Only constraints ask where those are that leave.
    if (crew.spec.placement.length > 0) this.#counts.delete(crew);
  }

  #countsOf(crew: Crew): InstanceCounts {
    const known = this.#counts.get(crew) ?? this.#room.countsOf(crew.lives);
    this.#counts.set(crew, known);
    return known;
  }
}

interface Leaving {
  readonly crew: Crew;
  readonly live: Live;
  /** Absent: it isn't decided yet. */
  outcome: Outcome | undefined;
  successor: Live | undefined;
}

function immovable({ spec }: Crew, { presence }: SnapshotAgent): Outcome | undefined {
  if (presence === 'unreachable') return 'away';
  // A snapshot doesn't say what of its agents may be taken back.
  return spec.tier === 'revocable' ? 'unjudged' : undefined;
}

function departureOf({ crew, live, outcome, successor }: Leaving): Departure {
  const isHeld = crew.isExclusive || successor !== undefined || crew.isEnough;
  const left = isHeld ? 'held' : live.isHealthy ? 'nowhere' : 'waits';
  return {
    ...{ app: crew.spec.name, agentId: live.agentId, outcome: outcome ?? left },
    ...(successor === undefined ? {} : { successor }),
  };
}
