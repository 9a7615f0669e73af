// The lists as tables. Each row that waits for something says in a note what it waits for.
import type {
  AgentList,
  AgentView,
  AppView,
  EventView,
  RevisionView,
  RoleView,
  RolloutView,
  TaskView,
} from '../../../schemas/generated/api.ts';
import { faultLine } from '../../model/fault.ts';
import { resourceWord, scalarsText } from '../../model/quota/resource-words.ts';
import { printable } from '../../plan/render/printable.ts';
import { absenceTexts, agentNotes } from './agents/agent-notes.ts';
import { styleOfState } from './paint.ts';
import { type Cell, type Page, table, wrapped } from './table.ts';
import { cutMiddle, cutRight, padded } from './width.ts';
import {
  agedWaitText,
  ageText,
  amountText,
  counted,
  instantText,
  noneText,
  shortCommit,
} from './words.ts';

/** Faults shown with a revision at most; `validate` shows the others. */
const shownFaults = 10;

const stateCell = (state: string): Cell => ({ text: state, style: styleOfState(state) });

/** `given`: the options that chose them. */
export function appsText(
  apps: readonly AppView[],
  page: Page,
  given: readonly string[] = [],
): string {
  if (apps.length === 0) return noneText('apps', given);
  const columns = [
    { title: 'APP' },
    { title: 'STATE' },
    { title: 'HEALTHY', isNumber: true },
    { title: 'RUNNING', isNumber: true, isSpare: true },
    { title: 'WANTED', isNumber: true },
    { title: 'ROLE', least: 8, isSpare: true },
    { title: 'REVISION', isSpare: true },
  ];
  const rows = apps.map(({ name, state, instances, role, version, waits }) => ({
    cells: [
      name,
      stateCell(state),
      String(instances.healthy),
      String(instances.running),
      String(instances.wanted),
      role,
      version === undefined ? '-' : shortCommit(version.revision),
    ],
    notes: waits.map((wait) => agedWaitText(wait, page)),
  }));
  return table(columns, rows, page);
}

export function tasksText(tasks: readonly TaskView[], page: Page): string {
  if (tasks.length === 0) return 'no tasks\n';
  const columns = [
    { title: 'TASK' },
    { title: 'STATE' },
    { title: 'HEALTH' },
    { title: 'AGENT', least: 10 },
    { title: 'PORTS', least: 6, isSpare: true },
    { title: 'TASK DIGEST', isSpare: true },
    { title: 'AGE', isNumber: true },
  ];
  const rows = tasks.map((task) => ({
    cells: [
      task.id,
      stateCell(task.end?.state ?? task.state),
      task.end === undefined ? stateCell(healthOf(task)) : '-',
      task.agentId,
      task.ports.join(',') || '-',
      task.taskDigest,
      ageText(task.startedMs ?? task.launchedMs, page.nowMs),
    ],
    notes: [...task.waits.map((wait) => agedWaitText(wait, page)), ...endNotes(task)],
  }));
  return table(columns, rows, page);
}

const healthOf = ({ health, ready }: TaskView): string =>
  health === 'healthy' && !ready ? 'not ready' : health;

function endNotes({ kill, end }: TaskView): readonly string[] {
  if (end === undefined) return kill === undefined ? [] : [`stops: ${kill.reason}`];
  const how = [
    end.reason,
    end.exitCode === undefined ? undefined : `exit code ${end.exitCode}`,
    end.signal,
    end.message === '' ? undefined : end.message,
  ];
  const said = how.filter((part) => part !== undefined).join('; ');
  return said === '' ? [] : [`ended: ${said}`];
}

/** That it is drained says more than that it is there. */
function placeOf({ presence, maintenance }: AgentView): string {
  const isThere = presence === 'registered' && maintenance !== undefined;
  return isThere && maintenance.state !== 'scheduled' ? maintenance.state : presence;
}

export function agentsText({ items: agents, absence }: AgentList, page: Page): string {
  if (agents.length === 0) return 'no agents: start meridian-agentd on a machine\n';
  const columns = [
    { title: 'AGENT' },
    { title: 'PRESENCE' },
    { title: 'HOST', least: 8, isSpare: true },
    { title: 'CPUS', isNumber: true },
    { title: 'MEMORY MIB', isNumber: true },
    { title: 'PORTS', isNumber: true },
    { title: 'TASKS', isNumber: true },
  ];
  const rows = agents.map((agent) => ({
    cells: [
      agent.id,
      stateCell(placeOf(agent)),
      agent.hostname,
      usedOf(agent, 'cpus'),
      usedOf(agent, 'mem'),
      `${agent.ports.used}/${agent.ports.used + agent.ports.free}`,
      String(agent.tasks),
    ],
    notes: agentNotes(agent),
  }));
  const below = absenceTexts(absence).flatMap((text) => ['', ...wrapped(text, '', page.columns)]);
  const parts = [table(columns, rows, page), capabilitiesText(agents, page), linesText(below)];
  return parts.join('');
}

const linesText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function usedOf({ resources }: AgentView, name: string): string {
  const amount = resources[name];
  return amount === undefined ? '-' : `${amountText(amount.used)}/${amountText(amount.total)}`;
}

/** What agents can't hold tasks to, said once for all that share it. */
function capabilitiesText(agents: readonly AgentView[], page: Page): string {
  const sharing = new Map<string, string[]>();
  for (const { id, capabilities } of agents)
    for (const { name, level, note } of capabilities) {
      if (level === 'enforced') continue;
      const text = `${name}: ${level === 'monitoring' ? 'monitoring only' : level}: ${note}`;
      sharing.set(text, [...(sharing.get(text) ?? []), id]);
    }
  const texts = [...sharing].map(([text, ids]) =>
    ids.length === agents.length ? text : `${text} (${ids.join(', ')})`,
  );
  const lines = texts.flatMap((text) => wrapped(printable(text), '  ', page.columns));
  return lines.length === 0 ? '' : `\n${linesText(lines)}`;
}

export function rolloutsText(rollouts: readonly RolloutView[], page: Page): string {
  if (rollouts.length === 0) return 'no rollouts\n';
  const columns = [
    { title: 'ROLLOUT' },
    { title: 'KIND' },
    { title: 'STATE' },
    { title: 'PROVEN', isNumber: true },
    { title: 'OLD LEFT', isNumber: true, isSpare: true },
    { title: 'FAILURES', isNumber: true },
    { title: 'REVISION', isSpare: true },
    { title: 'AGE', isNumber: true },
  ];
  const rows = rollouts.map((rollout) => ({
    cells: [
      rollout.id,
      rollout.kind,
      stateCell(rollout.state),
      rollout.proven === undefined ? '-' : `${rollout.proven}/${rollout.wanted}`,
      rollout.oldLeft === undefined ? '-' : String(rollout.oldLeft),
      String(rollout.failures),
      shortCommit(rollout.revision),
      ageText(rollout.startedMs, page.nowMs),
    ],
    notes: rollout.reason === undefined ? [] : [rollout.reason],
  }));
  return table(columns, rows, page);
}

export function rolesText(roles: readonly RoleView[], page: Page): string {
  if (roles.length === 0) return 'no roles: an app or a Quota brings one\n';
  const columns = [
    { title: 'ROLE' },
    { title: 'SHARE', isNumber: true },
    { title: 'DOMINANT', isSpare: true },
    { title: 'WEIGHT', isNumber: true },
    { title: 'CPUS', isNumber: true },
    { title: 'MEMORY MIB', isNumber: true },
    { title: 'APPS', isNumber: true },
    { title: 'WAITING', isNumber: true },
  ];
  const rows = roles.map(({ role, share, dominant, weight, guarantee, limit, ...rest }) => ({
    cells: [
      role,
      `${amountText(share * 100)}%`,
      dominant === undefined ? '-' : resourceWord(dominant),
      amountText(weight),
      amountText(rest.allocated.cpus ?? 0),
      amountText(rest.allocated.mem ?? 0),
      String(rest.apps),
      rest.waiting === 0 ? '0' : { text: String(rest.waiting), style: 'change' as const },
    ],
    notes: [
      ...amountsNote('guarantee', guarantee),
      ...amountsNote('limit', limit),
      ...amountsNote('offered and not answered:', rest.offered),
      ...rest.waits.map(({ text }) => text),
    ],
  }));
  return table(columns, rows, page);
}

/** As committed: `limit cpus 40, memory 80GiB`. */
const amountsNote = (field: string, amounts: RoleView['limit']): readonly string[] =>
  amounts === undefined ? [] : [`${field} ${scalarsText(inMilli(amounts))}`];

const inMilli = (amounts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(amounts).map(([name, units]) => [name, Math.round(units * 1000)]),
  );

export function revisionsText(revisions: readonly RevisionView[], page: Page): string {
  if (revisions.length === 0) return 'no revision yet: the repository was not read so far\n';
  const columns = [
    { title: 'NUMBER', isNumber: true },
    { title: 'COMMIT' },
    { title: 'STATE' },
    { title: 'CHANGED', isNumber: true },
    { title: 'SEEN', isNumber: true },
    { title: 'AUTHOR', least: 8, isSpare: true },
    { title: 'SUBJECT', least: 16 },
  ];
  const rows = revisions.map((revision) => ({
    cells: [
      String(revision.number),
      `${shortCommit(revision.commit)}${revision.current ? ' *' : ''}`,
      stateCell(revision.state),
      changedText(revision),
      ageText(revision.seenMs, page.nowMs),
      revision.author,
      revision.subject,
    ],
    notes: revisionNotes(revision),
  }));
  return `${table(columns, rows, page)}${page.paint('faint', '* in force')}\n`;
}

export const changedText = ({ changed }: RevisionView): string =>
  `+${changed.added} ~${changed.changed} -${changed.removed}`;

/** Why it isn't applied. */
export function revisionNotes(revision: RevisionView): readonly string[] {
  const shown = revision.faults.slice(0, shownFaults);
  const more = revision.faultCount - shown.length;
  return [
    ...(revision.reason === undefined ? [] : [revision.reason]),
    ...shown.map(faultLine),
    ...(more > 0 ? [`and ${counted(more, 'fault')} more: \`meridian validate\` shows all`] : []),
  ];
}

/** Below so many columns an event's time has no year and no zone. */
const wideEvents = 120;

/** One event a line, so that it can be followed: columns as wide as a page of it mostly needs. */
export function eventText(event: EventView, { paint, columns }: Page): string {
  const instant = instantText(event.atMs);
  const at = columns < wideEvents ? instant.slice(5, -1) : instant;
  const kind = padded(printable(event.kind), columns < wideEvents ? 16 : 18);
  const most = Math.max(20, Math.floor(columns / 3));
  const subject = padded(cutMiddle(printable(event.subject), most), 20);
  const said = printable(event.message);
  // Many a message begins with whom it is about, who stands before it already.
  const message = said.startsWith(`${event.subject} `)
    ? said.slice(event.subject.length + 1)
    : said;
  const rest = `  ${kind}  ${subject}  ${message}`.trimEnd();
  return `${paint('faint', at)}${cutRight(rest, columns - at.length)}\n`;
}
