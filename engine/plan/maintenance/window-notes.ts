// What follows from a window, each in a sentence; warnings where it is easily overlooked and maybe
// not meant: nobody is meant, all is in the past, it begins at once, agents can't be emptied.
import type { PlanMaintenanceNote } from '../../../schemas/generated/api.ts';
import { namesText } from '../../lib/text/names-text.ts';
import { suggest } from '../../lib/text/suggest.ts';
import { isoInstant } from '../../lib/time.ts';
import type { AgentId } from '../../model/ids.ts';
import type { MaintenanceSpec } from '../../model/wanted.ts';
import { isMeant, nameOf } from '../../place/is-meant.ts';
import { counted } from '../impact.ts';
import type { SnapshotAgent } from '../snapshot.ts';
import type { Departure } from './empty-in-thought.ts';
import { isOn, type WindowCase, type WindowSight } from './window-case.ts';

type Kind = PlanMaintenanceNote['kind'];
type Note = PlanMaintenanceNote;

const note = (kind: Kind, text: string): Note => ({ kind, text });
const warning = (kind: Kind, text: string): Note => ({ kind, warning: true, text });

export function windowNotes(window: WindowCase): Note[] {
  const { spec, phase, sight } = window;
  if (sight === undefined) {
    const unknown = "which agents are meant isn't known: no engine was asked";
    return [...(phase === 'over' ? overNotes(window) : []), note('agents-unknown', unknown)];
  }
  if (phase === 'over') return [...overNotes(window), ...reopenedNotes(window, sight)];
  return [
    ...whomNotes(spec, sight),
    ...atOnceNotes(window, sight),
    ...awayNotes(sight),
    ...heldUpNotes(spec, sight),
    ...frameworkNotes(window, sight),
    ...reopenedNotes(window, sight),
    ...overlapNotes(sight),
  ];
}

function overNotes({ spec: { endMs }, old, phase }: WindowCase): readonly Note[] {
  if (phase !== 'over' || endMs === null) return [];
  const say = old === undefined ? warning : note;
  return [say('over', `it is in the past and changes nothing: it ended ${isoInstant(endMs)}`)];
}

/** Names told in one sentence. */
const mostNamed = 5;

function whomNotes(spec: MaintenanceSpec, { known, agents }: WindowSight): readonly Note[] {
  if (agents.length === 0) return [warning('no-agent', `no agent is meant by ${whomText(spec)}`)];
  const unknown = spec.agents.filter(
    (name) => !known.some((agent) => isMeant({ agents: [name], select: [] }, agent)),
  );
  const candidates = known.flatMap(({ agentId, hostname }) => [
    ...[agentId as string, nameOf(agentId), hostname],
  ]);
  const told = unknown.slice(0, mostNamed).map((name) => {
    const meant = suggest(name, [...new Set(candidates)]);
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
    return warning('unknown-agent', `no agent is called ${name}${hint}`);
  });
  const left = unknown.length - told.length;
  const more = `no agent is called by ${left} more of the names`;
  return left > 0 ? [...told, warning('unknown-agent', more)] : told;
}

/** `agents a8, a9, nor by select rack is r9`. */
function whomText({ agents, select }: MaintenanceSpec): string {
  const rules = select.map(({ attribute, operator, value }) => `${attribute} ${operator} ${value}`);
  return [
    ...(agents.length === 0 ? [] : [`agents ${namesText(agents, mostNamed)}`]),
    ...(rules.length === 0 ? [] : [`select ${rules.join(', ')}`]),
  ].join(', nor by ');
}

function atOnceNotes({ phase }: WindowCase, { agents, before }: WindowSight): readonly Note[] {
  if (!isOn(phase)) return [];
  const others = without(agents, before);
  if (others.length === 0) return [];
  const are = others.length === 1 ? 'is' : 'are';
  return [warning('at-once', `${idsText(others)} ${are} emptied as soon as it is applied`)];
}

function awayNotes({ agents }: WindowSight): readonly Note[] {
  const away = agents.filter(({ presence }) => presence === 'unreachable');
  if (away.length === 0) return [];
  const [are, until] = away.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
  const text = `${idsText(away)} ${are} unreachable: nothing can be moved from there`;
  return [warning('away', `${text} until ${until} back`)];
}

function heldUpNotes({ batch }: MaintenanceSpec, { forecast }: WindowSight): readonly Note[] {
  const departures = forecast?.departures ?? [];
  const stuck = byAgent(
    departures.filter(({ outcome }) => outcome === 'nowhere' || outcome === 'held'),
  );
  if (stuck.size === 0) return [];
  const told = [...stuck].map(([id, apps]) => `${id} (${namesText([...apps], mostNamed)})`);
  const heldUp = `${counted(stuck.size, 'agent')} can't be emptied: ${namesText(told, mostNamed)}`;
  const lastBegun = [...stuck.keys()].sort()[batch - 1];
  const waiting =
    lastBegun === undefined ? [] : [...byAgent(departures).keys()].filter((id) => id > lastBegun);
  if (waiting.length === 0) return [warning('held-up', heldUp)];
  const are = waiting.length === 1 ? "isn't" : "aren't";
  const notBegun = `${namesText(waiting, mostNamed)} ${are} emptied before that: batch is ${batch}`;
  return [warning('held-up', heldUp), warning('not-begun', notBegun)];
}

/** Apps by agent, both in the order of the departures. */
function byAgent(departures: readonly Departure[]): ReadonlyMap<AgentId, ReadonlySet<string>> {
  const found = new Map<AgentId, Set<string>>();
  for (const { agentId, app } of departures)
    found.set(agentId, (found.get(agentId) ?? new Set<string>()).add(app));
  return found;
}

function frameworkNotes({ spec, asOfMs }: WindowCase, { agents }: WindowSight): readonly Note[] {
  const tasks = agents.reduce((sum, { frameworkTasks = 0 }) => sum + frameworkTasks, 0);
  if (tasks === 0) return [];
  const when = spec.startMs <= asOfMs ? 'at once' : `at ${isoInstant(spec.startMs)}`;
  const then = spec.jobs === 'kill' ? `STOPPED ${when} if still there` : 'waited for';
  const asked = "others' frameworks there, which are asked to leave";
  return [note('frameworks', `${counted(tasks, 'task')} of ${asked}: ${then}`)];
}

function reopenedNotes({ phase }: WindowCase, { agents, before }: WindowSight): readonly Note[] {
  const reopened = without(before, isOn(phase) ? agents : []);
  if (reopened.length === 0) return [];
  const are = reopened.length === 1 ? 'is' : 'are';
  return [note('reopened', `${idsText(reopened)} ${are} placed on again`)];
}

function overlapNotes({ overlaps }: WindowSight): readonly Note[] {
  return overlaps.map(({ name, agents, fromMs, toMs }) => {
    const until = toMs === null ? '' : ` to ${isoInstant(toMs)}`;
    const meant = namesText(agents, mostNamed);
    const both = `${name} means ${meant} too, from ${isoInstant(fromMs)}${until}`;
    return warning('overlap', `${both}: placed on again when both are over`);
  });
}

const without = (
  agents: readonly SnapshotAgent[],
  others: readonly SnapshotAgent[],
): readonly SnapshotAgent[] => {
  const ids = new Set(others.map(({ agentId }) => agentId));
  return agents.filter(({ agentId }) => !ids.has(agentId));
};

const idsText = (agents: readonly SnapshotAgent[]): string =>
  namesText(
    agents.map(({ agentId }) => agentId),
    mostNamed,
  );
