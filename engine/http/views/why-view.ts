// Why is it as it is? One sentence that a person can act on, then what it is read from.
import type { WhyView } from '../../../schemas/generated/api.ts';
import { counted } from '../../lib/spoken-duration.ts';
import { endText } from '../../step/apps/ended-task.ts';
import { waitsOfTask } from '../../step/apps/instance-waits.ts';
import { short } from '../../step/apps/rollout.ts';
import { type Cluster, unplacedOf, waitsOf } from '../../step/apps/waits.ts';
import { agentWaitOf } from '../../step/master/agent-waits.ts';
import type { AgentEntry, AppEntry, TaskEntry } from '../../step/tables.ts';
import { type Wait, waitText } from '../../step/wait.ts';
import { findSubject } from '../subject.ts';
import { agentView } from './agent-view.ts';
import { appStateOf, instancesOf } from './app-state.ts';
import { failureViews } from './app-view.ts';
import { specOf } from './list-query.ts';
import { taskStateOf } from './task-view.ts';
import { waitViews } from './wait-view.ts';

/** Failures told of as evidence at most; all that are kept are in `failures`. */
const toldFailures = 3;

/** Throws a Problem `not-found` for a name that is none. */
export function whyView(cluster: Cluster, name: string, nowMs: number): WhyView {
  const subject = findSubject(cluster.tables, name);
  switch (subject.kind) {
    case 'app':
      return whyApp(cluster, subject.app, nowMs);
    case 'task':
      return whyTask(cluster, subject.task, nowMs);
    case 'agent':
      return whyAgent(cluster, subject.agent, nowMs);
  }
}

/** What every answer has in common. */
function answer(
  about: Pick<WhyView, 'name' | 'subject' | 'state'>,
  waits: readonly Wait[],
  fine: string,
): WhyView {
  const [first, ...others] = waits;
  return {
    formatVersion: 1,
    ...about,
    sentence: `${about.name}: ${first ? first.what : fine}`,
    evidence: others.map(waitText),
    remedy: first?.remedy ?? '',
    waits: waitViews(waits),
    failures: [],
  };
}

function whyApp(cluster: Cluster, app: AppEntry, nowMs: number): WhyView {
  const { tables } = cluster;
  const counts = instancesOf(tables, app);
  const of = `${counts.healthy} of ${counted(counts.wanted, 'instance')}`;
  const about = {
    name: app.row.name,
    subject: 'app',
    state: appStateOf(tables, app, nowMs),
  } as const;
  const why = answer(about, waitsOf(cluster, app, nowMs), `as wanted, ${of} healthy`);
  const placement = placementOf(cluster, app, nowMs);
  const failures = failureViews(app);
  const spec = specOf(app);
  const revision = spec && app.versions.get(spec.digest)?.revision;
  return {
    ...why,
    evidence: [
      ...why.evidence,
      ...(placement?.ruledOut.map(
        (one) => `${one.by} rules out ${counted(one.agents, 'agent')}: ${one.detail}`,
      ) ?? []),
      ...failures.slice(0, toldFailures).map(failureText),
      `${of} healthy, ${counts.running} running, ${counts.total} launched`,
      ...(revision === undefined ? [] : [`wanted by revision ${short(revision)}`]),
    ],
    ...(placement ? { placement } : {}),
    failures,
  };
}

const failureText = (one: WhyView['failures'][number]): string =>
  `${one.task} on ${one.agentId}: ${one.how}${one.message === '' ? '' : `: ${one.message}`}`;

function placementOf(cluster: Cluster, app: AppEntry, nowMs: number): WhyView['placement'] {
  const why = unplacedOf(cluster, app, nowMs);
  if (!why || !app.unmet) return undefined;
  return {
    instances: [...app.unmet.slots],
    sinceMs: app.unmet.sinceMs,
    agents: why.agents,
    ruledOut: why.ruledOut.map((one) => ({ ...one })),
    wouldFit: why.wouldFit,
  };
}

function whyTask(cluster: Cluster, task: TaskEntry, nowMs: number): WhyView {
  const { tables } = cluster;
  const { row } = task;
  const app = tables.apps.get(row.name);
  const fine = row.end
    ? `${row.end.state} on ${row.agentId}: ${endText(row)}`
    : `runs on ${row.agentId} and is ${task.status?.health ?? 'unknown'}`;
  const about = { name: row.id, subject: 'task', state: taskStateOf(task) } as const;
  const why = answer(about, waitsOfTask(tables, task, nowMs), fine);
  const evidence = [...why.evidence];
  if (row.kill) evidence.push(`it was asked to stop: ${row.kill.reason}`);
  if (row.end && app) evidence.push(...waitsOf(cluster, app, nowMs).map(waitText));
  const failures = app ? failureViews(app).filter((one) => one.task === row.id) : [];
  const logs = `see \`meridian logs ${row.id}\``;
  return { ...why, evidence, failures, remedy: failures.length > 0 ? logs : why.remedy };
}

function whyAgent(cluster: Cluster, agent: AgentEntry, nowMs: number): WhyView {
  const view = agentView(cluster, agent, nowMs);
  const wait = agentWaitOf(cluster.tables, agent, nowMs);
  const about = { name: view.id, subject: 'agent', state: view.presence } as const;
  const fine = `registered and offered, with ${counted(view.tasks, 'task')}`;
  const why = answer(about, wait ? [wait] : [], fine);
  const used = Object.entries(view.resources).map(
    ([name, { total, used }]) => `${name} ${used} of ${total}`,
  );
  const unenforced = view.capabilities
    .filter((one) => one.level !== 'enforced')
    .map((one) => `${one.name}: ${one.level}${one.note === '' ? '' : `: ${one.note}`}`);
  const busy =
    view.ports.busy.length === 0 ? [] : [`ports held by others: ${view.ports.busy.join(', ')}`];
  const tasks = counted(view.tasks, 'task');
  return { ...why, evidence: [`in use: ${used.join(', ')}; ${tasks}`, ...busy, ...unenforced] };
}
