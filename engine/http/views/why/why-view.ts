// Why is it as it is? One sentence that a person can act on, then what it is read from.

import type { WhyView } from '../../../../schemas/generated/api.ts';
import { namesText } from '../../../lib/text/names-text.ts';
import { counted } from '../../../lib/text/spoken-duration.ts';
import { short } from '../../../step/apps/rollout.ts';
import { unplacedOf, waitsOf } from '../../../step/apps/waits.ts';
import type { Cluster } from '../../../step/cluster.ts';
import { endText } from '../../../step/end-text.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { occupantWaits } from '../../../step/maintenance/waits.ts';
import { agentWaitOf } from '../../../step/master/agent-waits.ts';
import { countsOf } from '../../../step/offers/agent-counts.ts';
import {
  type AgentEntry,
  type AppEntry,
  appOf,
  runOf,
  type TaskEntry,
} from '../../../step/tables.ts';
import { timedText } from '../../../step/wait.ts';
import { findSubject, lookUp } from '../../subject.ts';
import { agentView } from '../agent-view.ts';
import { appStateOf, instancesOf } from '../app-state.ts';
import { failureViews } from '../app-view.ts';
import { runEndText } from '../jobs/run-words.ts';
import { specOf } from '../list-query.ts';
import { taskStateOf, taskWaitsOf } from '../task-view.ts';
import { findNamed, namesIn } from './named.ts';
import { packingOf } from './packing-view.ts';
import {
  failureText,
  placementView,
  ruledOutText,
  toldFailures,
  unappliedTexts,
  whyAnswer,
} from './why-answer.ts';
import { attemptFailures, whyJob, whyRun } from './why-job.ts';
import { whyNamed } from './why-named.ts';

/** Throws a Problem `not-found` for a name that is none. */
export function whyView(cluster: Cluster, name: string, now: Now): WhyView {
  const { tables } = cluster;
  const found = lookUp(tables, name);
  const other = found ? undefined : findNamed(tables, name);
  if (other) return whyNamed(cluster, other, now);
  const subject = found ?? findSubject(tables, name, namesIn(tables));
  switch (subject.kind) {
    case 'app':
      return whyApp(cluster, subject.app, now.nowMs);
    case 'job':
      return whyJob(cluster, subject.job, now);
    case 'run':
      return whyRun(cluster, subject.run, now);
    case 'task':
      return whyTask(cluster, subject.task, now);
    case 'agent':
      return whyAgent(cluster, subject.agent, now.nowMs);
  }
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
  const found = { waits: waitsOf(cluster, app, nowMs), fine: `as wanted, ${of} healthy` };
  const why = whyAnswer(about, { ...found, nowMs });
  const placement = placementOf(cluster, app, nowMs);
  const failures = failureViews(app);
  const spec = specOf(app);
  const revision = spec && app.versions.get(spec.digest)?.revision;
  const packing = spec && packingOf(cluster, spec, countsOf(tables, app), nowMs);
  return {
    ...why,
    evidence: [
      ...why.evidence,
      ...(placement?.ruledOut.map(ruledOutText) ?? []),
      ...failures.slice(0, toldFailures).map(failureText),
      `${of} healthy, ${counts.running} running, ${counts.total} launched`,
      ...(packing?.evidence ?? []),
      ...(revision === undefined ? [] : [`wanted by revision ${short(revision)}`]),
      ...unappliedTexts(tables),
    ],
    ...(placement ? { placement } : {}),
    ...(packing ? { packing: packing.packing } : {}),
    failures,
  };
}

function placementOf(cluster: Cluster, app: AppEntry, nowMs: number): WhyView['placement'] {
  const why = unplacedOf(cluster, app, nowMs);
  if (!why || !app.unmet) return undefined;
  const { slots, sinceMs } = app.unmet;
  return placementView(why, { instances: [...slots], sinceMs });
}

function whyTask(cluster: Cluster, task: TaskEntry, now: Now): WhyView {
  const { row } = task;
  const fine = row.end
    ? `${row.end.state} on ${row.agentId}: ${endText(row)}`
    : `runs on ${row.agentId} and is ${task.status?.health ?? 'unknown'}`;
  const about = { name: row.id, subject: 'task', state: taskStateOf(task) } as const;
  const waits = taskWaitsOf(cluster, task, now);
  const why = whyAnswer(about, { waits, fine, nowMs: now.nowMs });
  const evidence = [...why.evidence];
  if (row.kill) evidence.push(`it was asked to stop: ${row.kill.reason}`);
  if (row.end) evidence.push(...ownerTexts(cluster, task, now.nowMs));
  const failures = failuresOfOwner(cluster, task).filter((one) => one.task === row.id);
  const logs = `see \`meridian logs ${row.id}\``;
  return { ...why, evidence, failures, remedy: failures.length > 0 ? logs : why.remedy };
}

/** What its app waits for, or how its run stands. */
function ownerTexts(cluster: Cluster, task: TaskEntry, nowMs: number): readonly string[] {
  const app = appOf(cluster.tables, task.row);
  if (app) return waitsOf(cluster, app, nowMs).map((wait) => timedText(wait, nowMs));
  const run = task.row.run && runOf(cluster.tables, task.row.run);
  return run ? [`its run ${run.id}: ${runEndText(run)}`] : [];
}

function failuresOfOwner(cluster: Cluster, task: TaskEntry): WhyView['failures'] {
  const app = appOf(cluster.tables, task.row);
  if (app) return failureViews(app);
  const run = task.row.run && runOf(cluster.tables, task.row.run);
  return run ? attemptFailures(run) : [];
}

function whyAgent(cluster: Cluster, agent: AgentEntry, nowMs: number): WhyView {
  const view = agentView(cluster, agent, nowMs);
  const wait = agentWaitOf(cluster.tables, agent, nowMs);
  const about = { name: view.id, subject: 'agent', state: view.presence } as const;
  const fine = `registered and offered, with ${counted(view.tasks, 'task')}`;
  const waits = wait ? [wait, ...occupantWaits(cluster.tables, agent, nowMs)] : [];
  const why = whyAnswer(about, { waits, fine, nowMs });
  const used = Object.entries(view.resources).map(
    ([name, { total, used }]) => `${name} ${used} of ${total}`,
  );
  const unenforced = view.capabilities
    .filter((one) => one.level !== 'enforced')
    .map((one) => `${one.name}: ${one.level}${one.note === '' ? '' : `: ${one.note}`}`);
  const busy =
    view.ports.busy.length === 0 ? [] : [`ports held by others: ${view.ports.busy.join(', ')}`];
  const tasks = counted(view.tasks, 'task');
  const warnings = view.warnings.map(({ what, remedy }) => `${what}: ${remedy}`);
  const evidence = [
    `in use: ${used.join(', ')}; ${tasks}${tasksText([...agent.tasks])}`,
    ...busy,
    ...warnings,
    ...unenforced,
  ];
  return { ...why, evidence };
}

/** Tasks of an agent named at most. */
const namedTasks = 5;

const tasksText = (ids: readonly string[]): string =>
  ids.length === 0 ? '' : `: ${namesText([...ids].sort(), namedTasks)}`;
