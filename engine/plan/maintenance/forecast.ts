// What becomes of what runs on a window's agents, gone through in thought as things are once the
// commit's rollouts are through. Windows that are emptied earlier, and not over by then, are gone
// through before it: they take room as well.
import type { PlanAttempts, PlanMoves } from '../../../schemas/generated/api.ts';
import type { AgentId, ObjectName } from '../../model/ids.ts';
import { misfitOf } from '../fit/fit.ts';
import { closedAgents, type FitRoom, type Live } from '../fit/fit-room.ts';
import { expand } from '../fit/roll-in-thought.ts';
import { byCode } from '../planning.ts';
import { attemptsOf } from './attempts.ts';
import { Crew } from './crew.ts';
import { type Departure, Emptying } from './empty-in-thought.ts';
import { type ForecastWorld, lastOf } from './forecast-world.ts';
import { movesText, noOutcomes } from './moves-text.ts';
import { isTogether, type Window } from './windows.ts';

export interface Forecast {
  readonly departures: readonly Departure[];
  readonly apps: readonly PlanMoves[];
  readonly jobs: readonly PlanAttempts[];
}

export function forecastOf(window: Window, world: ForecastWorld): Forecast {
  const earlier = earlierThan(window, world.windows);
  const closed = closedBy([...earlier, window]);
  const later = world.windows.filter((one) => one !== window && !earlier.includes(one));
  const { looks, fitted } = world;
  const room = fitted.room.closing({ closed, last: lastOf(later), looks });
  const crews = crewsOf(world, new Set(closed.keys()));
  const emptying = new Emptying(room, [...crews.values()]);
  for (const { agents } of earlier) emptying.empty(agents);
  const departures = emptying.empty(window.agents);
  const agents = closedAgents(world.snapshot.agents, closed);
  return {
    departures,
    apps: movesOf(departures, crews, room),
    jobs: attemptsOf(window, { ...world, agents }),
  };
}

const earlierThan = (window: Window, all: readonly Window[]): readonly Window[] =>
  all.slice(0, all.indexOf(window)).filter(({ spec }) => isTogether(spec, window.spec));

function closedBy(windows: readonly Window[]): ReadonlyMap<AgentId, string> {
  const closed = new Map<AgentId, string>();
  for (const { spec, agents } of windows)
    for (const { agentId } of agents)
      if (!closed.has(agentId)) closed.set(agentId, `it is emptied for ${spec.name}`);
  return closed;
}

/** Of apps that have instances there: the others' needn't be looked at. */
function crewsOf(
  { snapshot, fitted, specs }: ForecastWorld,
  closed: ReadonlySet<AgentId>,
): ReadonlyMap<ObjectName, Crew> {
  const isThere = ({ agentId }: { readonly agentId: AgentId }): boolean => closed.has(agentId);
  const lives = new Map<ObjectName, readonly Live[]>(fitted.lives);
  for (const { name, instances } of snapshot.apps)
    if (!lives.has(name) && instances.some(isThere))
      lives.set(
        name,
        instances.flatMap((group) => expand(group, false)),
      );
  const crews = new Map<ObjectName, Crew>();
  for (const [name, all] of lives) {
    const spec = specs.app(name);
    if (spec !== undefined && all.some(isThere)) crews.set(name, new Crew(spec, all, closed));
  }
  return crews;
}

/** By app. */
function movesOf(
  departures: readonly Departure[],
  crews: ReadonlyMap<ObjectName, Crew>,
  room: FitRoom,
): readonly PlanMoves[] {
  const byApp = new Map<ObjectName, Departure[]>();
  for (const one of departures) {
    const known = byApp.get(one.app);
    if (known === undefined) byApp.set(one.app, [one]);
    else known.push(one);
  }
  return [...byApp.keys()].sort(byCode).flatMap((app) => {
    const crew = crews.get(app);
    return crew === undefined ? [] : [countedMoves(byApp.get(app) ?? [], crew, room)];
  });
}

function countedMoves(own: readonly Departure[], crew: Crew, room: FitRoom): PlanMoves {
  const counts = { ...noOutcomes };
  for (const { outcome } of own) counts[outcome] += 1;
  const { spec, lives } = crew;
  const missing = counts.nowhere + counts.waits;
  return {
    ...{ app: spec.name, instances: own.length, ...counts },
    text: movesText(counts, crew),
    ...(missing === 0 ? {} : { misfit: misfitOf(room, spec, { missing, lives }) }),
  };
}
