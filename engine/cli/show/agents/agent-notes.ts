// What stands below an agent's row: why nothing is placed on it, what its operator will hardly have
// meant, what of it is reserved, its other disks, where it stands. Below all of them: how long each
// side outlives the other's absence.
import type { AbsenceView, AgentView } from '../../../../schemas/generated/api.ts';
import { spokenDuration } from '../../../lib/text/spoken-duration.ts';
import { amountText, counted, instantText, waitText } from '../words.ts';

export function agentNotes(agent: AgentView): readonly string[] {
  return [
    ...agent.waits.map(waitText),
    ...troubleNotes(agent),
    ...scheduledNotes(agent),
    ...agent.warnings.map(({ what, remedy }) => `${what}: ${remedy}`),
    ...agent.reserved.map(reservedText),
    ...agent.disks.map(diskText),
    ...attributeNotes(agent),
  ];
}

/** Of an older engine the fields are absent. */
function troubleNotes({ unkillable = [], orphans = [] }: AgentView): readonly string[] {
  return [...unkillable.map(({ text }) => `unkillable: ${text}`), ...orphans.map(orphanText)];
}

function orphanText({ task, state, sinceMs, message }: Orphan): string {
  const said = message === undefined || message === '' ? '' : ` (${message})`;
  const since = instantText(sinceMs);
  return `${task} runs there though it was given up, ${state}${said}, known since ${since}`;
}

type Orphan = NonNullable<AgentView['orphans']>[number];

function scheduledNotes({ maintenance }: AgentView): readonly string[] {
  if (maintenance?.state !== 'scheduled') return [];
  const { cause, startMs } = maintenance;
  return [`placed on last: ${cause} is to empty it (${instantText(startMs)})`];
}

type Reserved = AgentView['reserved'][number];

function reservedText(reserved: Reserved): string {
  const { role, release } = reserved;
  const text = `reserved for ${role}: ${amountsText(reserved)}`;
  if (release === undefined) return text;
  return `${text}: its framework is gone: \`meridian release ${release}\` gives it up`;
}

/** As `--resources` has them. */
function amountsText({ scalars, ranges, sets }: Reserved): string {
  const texts = [
    ...Object.entries(scalars).map(([name, amount]) => `${name}:${amountText(amount)}`),
    ...Object.entries(ranges).map(
      ([name, list]) => `${name}:[${list.map((range) => range.join('-')).join(',')}]`,
    ),
    ...Object.entries(sets).map(([name, items]) => `${name}:{${items.join(',')}}`),
  ];
  return texts.join(' ');
}

const diskText = ({ kind, root, total, role }: AgentView['disks'][number]): string =>
  `disk ${root} (${kind}): ${amountText(total)} MiB${role === undefined ? '' : ` for ${role}`}`;

/** Where it stands comes first. */
function attributeNotes({ attributes }: AgentView): readonly string[] {
  const { region, zone, ...others } = attributes;
  const all = { ...(region && { region }), ...(zone && { zone }), ...others };
  const texts = Object.entries(all).map(([name, value]) => `${name}:${value}`);
  return texts.length === 0 ? [] : [`attributes ${texts.join(' ')}`];
}

/** A paragraph for each side. */
export function absenceTexts(absence: AbsenceView): readonly string[] {
  const { tasksWithoutEngineMs: tasksMs, removalLimit: limit } = absence;
  const [silence, timeout, restart, held, per] = [
    ...[absence.engineSilenceMs, absence.agentTimeoutMs, absence.agentReregistrationTimeoutMs],
    ...[absence.heldMs, limit.perMs],
  ].map(spokenDuration);
  const runOn =
    tasksMs === null
      ? 'without limit: they end by themselves, by a failing health check or by their timeout'
      : `for ${spokenDuration(tasksMs)}`;
  return [
    `An agent that loses its engine runs its tasks on ${runOn}. After ${silence} without a word ` +
      'of its engine it dials anew.',
    `An engine that loses an agent waits ${timeout} for it, after its own start ${restart}, then ` +
      `declares it unreachable: ${counted(limit.agents, 'agent')} in ${per} at most, and none ` +
      `while more than half are away (for ${held} at most) or none is connected. What becomes of ` +
      "its instances is each app's `unreachable`.",
  ];
}
