// A script's commits made in a memory remote and read back by the real loader, as the engine does,
// beside what the script says that they ask for.
import type { Scalars } from '../../../engine/model/resources/amounts.ts';
import type { AppSpec, JobSpec, Wanted } from '../../../engine/model/wanted.ts';
import { MemoryRemote } from '../../../engine/sim/repo-memory.ts';
import type { JobPlan } from '../../../engine/sim/script/job-plan.ts';
import type { AmountsPlan } from '../../../engine/sim/script/quota/quota-plan.ts';
import type { AppPlan, Script } from '../../../engine/sim/script/script.ts';
import { ScriptedRemote } from '../../../engine/sim/script/scripted-remote.ts';
import { type TreeState, wantedOfTree } from '../../../engine/sim/script/trees.ts';
import { SpecLoader } from '../../../specs/loader.ts';
import { loadTree, type Settled } from '../specs/spec-tree.ts';

/** One line for each commit that loads otherwise than the script says. */
export function loadingFaults(script: Script): readonly string[] {
  const remote = new MemoryRemote();
  const scripted = new ScriptedRemote(script, remote, 0);
  const loader = new SpecLoader();
  return script.commits.flatMap((_, index) => {
    const tree = scripted.trees[index];
    const outcome = loadCommit(remote, scripted.commitNext(), loader);
    const said = tree === undefined ? 'nothing' : saidOf(wantedOfTree(tree), tree);
    const read = readOf(outcome);
    return said === read ? [] : [`seed ${script.seed} commit ${index}: ${difference(said, read)}`];
  });
}

function difference(said: string, read: string): string {
  let at = 0;
  while (said[at] === read[at]) at += 1;
  const part = (text: string): string => text.slice(Math.max(0, at - 60), at + 40);
  return `said ${part(said)}, read ${part(read)}`;
}

function loadCommit(remote: MemoryRemote, id: string, loader: SpecLoader): Settled {
  const entries = remote.stored(id)?.entries ?? [];
  const bytes = new Map<string, Uint8Array>();
  for (const { blob } of entries) bytes.set(blob, remote.blob(blob) ?? new Uint8Array());
  return loadTree({ entries, bytes }, loader);
}

const saidOf = (
  wanted: ReadonlyMap<string, AppPlan> | 'faulty',
  { weights, quotas, jobs }: TreeState,
): string =>
  wanted === 'faulty'
    ? wanted
    : JSON.stringify([
        [...wanted.values()].map(ofPlan),
        [...jobs.values()].map(ofJobPlan),
        [...new Set([...weights.keys(), ...quotas.keys()])].sort().map((role) => {
          const { guarantee, limit } = quotas.get(role) ?? {};
          return [role, weights.get(role) ?? 1000, ofAmounts(guarantee), ofAmounts(limit)];
        }),
      ]);

function readOf(outcome: Settled): string {
  if (outcome.kind === 'faulty') return 'faulty';
  const { apps, jobs, quotas }: Wanted = outcome.wanted;
  const terms = quotas.map(
    ({ spec: { role, weightMilli, guarantee, limit } }) =>
      [role, weightMilli, ofScalars(guarantee), ofScalars(limit)] as const,
  );
  return JSON.stringify([
    apps.map(({ spec }) => ofSpec(spec)),
    jobs.map(({ spec }) => ofJobSpec(spec)),
    terms.sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

const ofAmounts = ({ cpusMilli, memoryMib }: AmountsPlan = {}) => [
  cpusMilli ?? null,
  memoryMib ?? null,
];

const ofScalars = ({ cpus, mem }: Scalars = {}) => [
  cpus ?? null,
  mem === undefined ? null : mem / 1000,
];

/** Much of it, not all: sizes, versions, checks, policies. */
const ofPlan = (app: AppPlan) => ({
  name: app.name,
  role: app.role,
  instances: app.instances,
  cpusMilli: app.cpusMilli,
  memoryMib: app.memoryMib,
  ports: app.ports,
  version: String(app.version),
  kill: [app.killDelayMs, app.killGraceMs],
  health: app.health === undefined ? [] : [timing(app.health)],
  readiness: app.readiness === undefined ? [] : [app.readiness.intervalMs],
  minimumHealthMilli: app.update.minimumHealthMilli,
  maximumOverMilli: app.update.maximumOverMilli,
  batch: app.update.batch ?? null,
  rest: [app.update.watchMs, app.update.onFailure, app.update.deadlineMs],
  backoff: app.backoff,
  unreachable: [app.inactiveAfterMs, app.expungeAfterMs],
  killSelection: app.killSelection,
  dependsOn: app.dependsOn,
  placement: app.placement.map(rule),
  packing: app.packing,
});

const ofSpec = (app: AppSpec) => ({
  name: app.name,
  role: app.role,
  instances: app.instances,
  cpusMilli: app.task.cpusMilli,
  memoryMib: app.task.memoryMib,
  ports: app.task.ports.map(({ host }) => host),
  version: app.task.env['VERSION'],
  kill: [app.task.kill.delayMs, app.task.kill.graceMs],
  health: app.health.map(timing),
  readiness: app.readiness.map(({ intervalMs }) => intervalMs),
  minimumHealthMilli: app.update.minimumHealthMilli,
  maximumOverMilli: app.update.maximumOverMilli,
  batch: app.update.batch?.sizes[0] ?? null,
  rest: [app.update.watchMs, app.update.onFailure, app.update.deadlineMs],
  backoff: app.backoff,
  unreachable: [app.unreachable.inactiveAfterMs, app.unreachable.expungeAfterMs],
  killSelection: app.killSelection,
  dependsOn: app.dependsOn,
  placement: app.placement.map(rule),
  packing: app.packing,
});

type Rule = AppPlan['placement'][number];
const rule = ({ attribute, operator, value }: Rule) => [attribute, operator, value ?? null];

interface Timing {
  readonly delayMs: number;
  readonly graceMs: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly maxConsecutiveFailures: number;
}
const timing = (check: Timing) => [
  check.delayMs,
  check.graceMs,
  check.intervalMs,
  check.timeoutMs,
  check.maxConsecutiveFailures,
];

const ofJobPlan = (job: JobPlan) => ({
  name: job.name,
  role: job.role,
  when: whenOf(job.trigger),
  sizes: [job.cpusMilli, job.memoryMib, job.ports],
  version: String(job.version),
  kill: job.killGraceMs,
  startingDeadlineMs: job.startingDeadlineMs,
  concurrency: job.concurrency,
  retries: job.retries.count === 0 ? 0 : job.retries,
  rest: [job.timeoutMs, job.softError, job.unreachable, job.suspended, job.keep],
});

const ofJobSpec = (job: JobSpec) => ({
  name: job.name,
  role: job.role,
  when: whenOf(job.trigger.kind === 'timetable' ? job.trigger.timetable : job.trigger),
  sizes: [job.task.cpusMilli, job.task.memoryMib, job.task.ports.length],
  version: job.task.env['VERSION'],
  kill: job.task.kill.graceMs,
  startingDeadlineMs: job.startingDeadlineMs,
  concurrency: job.concurrency,
  retries: job.retries.count === 0 ? 0 : job.retries,
  rest: [job.timeoutMs, job.softError, job.unreachable.after, job.suspended, job.history.keep],
});

type When =
  | { readonly text: string; readonly zone?: string }
  | { readonly parents: readonly string[] }
  | { readonly kind: 'manual' };

function whenOf(when: When): readonly string[] {
  if ('text' in when) return [when.text, when.zone ?? 'UTC'];
  return 'parents' in when ? when.parents : [];
}
