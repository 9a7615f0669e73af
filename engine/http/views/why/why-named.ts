// Why a framework, a role, a volume, a rollout, a revision or a maintenance is as it is.
import type { VolumeView, WhyView } from '../../../../schemas/generated/api.ts';
import { counted, spokenAge } from '../../../lib/text/spoken-duration.ts';
import { faultLine } from '../../../model/fault.ts';
import { scalarsText } from '../../../model/quota/resource-words.ts';
import { short } from '../../../step/apps/rollout.ts';
import { waitsOf } from '../../../step/apps/waits.ts';
import type { Cluster } from '../../../step/cluster.ts';
import { frameworkWaits, offersIn } from '../../../step/frameworks/waits.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { jobWaits } from '../../../step/jobs/waits.ts';
import { wantedJob, wantedVersion } from '../../../step/tables.ts';
import type { Wait } from '../../../step/wait.ts';
import { revisionWait } from '../../../step/why/revision-waits.ts';
import { absenceView } from '../agents/maintenance-view.ts';
import { byText } from '../page.ts';
import { volumesNamed } from '../volumes/volume-list.ts';
import type { Named } from './named.ts';
import { ruledOutText, whyAnswer } from './why-answer.ts';

/** Things of one kind told of at most. */
const toldAtMost = 10;

export function whyNamed(cluster: Cluster, named: Named, now: Now): WhyView {
  switch (named.kind) {
    case 'framework':
      return whyFramework(cluster, named.framework, now.nowMs);
    case 'role':
      return whyRole(cluster, named.role, now);
    case 'volume':
      return whyVolume(cluster, named.name, now.nowMs);
    case 'rollout':
      return whyRollout(cluster, named.rollout, now.nowMs);
    case 'revision':
      return whyRevision(cluster, named.revision, now.nowMs);
    case 'maintenance':
      return whyMaintenance(cluster, named.absence, now);
  }
}

type Of<Kind extends Named['kind']> = Extract<Named, { readonly kind: Kind }>;

function whyFramework(
  cluster: Cluster,
  entry: Of<'framework'>['framework'],
  nowMs: number,
): WhyView {
  const { id, info, removal, disconnectedMs, subscribedMs } = entry.row;
  const state = removal ? 'leaving' : disconnectedMs === undefined ? 'connected' : 'disconnected';
  const waits = frameworkWaits(cluster, entry, nowMs);
  const live = [...entry.tasks.values()].filter(({ row }) => !row.end).length;
  const offers = cluster.tables.offers.withFramework(id).length;
  const has = `${counted(live, 'task')}, ${counted(offers, 'offer')} that it hasn't answered`;
  const why = whyAnswer({ name: id, subject: 'framework', state }, { waits, fine: has, nowMs });
  const roles = offersIn(cluster, entry, nowMs);
  const ruled = roles.flatMap(({ role, ruledOut }) =>
    ruledOut.map((one) => `role ${role}: ${ruledOutText(one)}`),
  );
  const since = `subscribed first ${spokenAge(nowMs - subscribedMs)} ago`;
  return {
    ...why,
    evidence: [
      ...why.evidence,
      ...(disconnectedMs === undefined && !removal ? ruled : []),
      ...(waits.length > 0 ? [has] : []),
      `${since}, in ${info.roles.map(({ role }) => `role ${role}`).join(', ')}`,
    ],
    offers: roles.map(({ role, agents, ruledOut }) => ({
      ...{ role, agents },
      ruledOut: ruledOut.map((one) => ({ ...one })),
    })),
  };
}

/** What of it waits for a place, first what its quotas keep from it. */
function whyRole(cluster: Cluster, role: string, now: Now): WhyView {
  const { tables } = cluster;
  const apps = [...tables.apps.values()].filter((app) => wantedVersion(app)?.spec.role === role);
  const jobs = [...tables.jobs.values()].filter((job) => wantedJob(job)?.spec.role === role);
  const waiting = [
    ...apps.filter(({ unmet }) => unmet).map((app) => ({ app, name: app.row.name })),
    ...jobs.filter(({ unmet }) => unmet).map((job) => ({ job, name: job.row.name })),
  ].sort((a, b) => byText(a.name, b.name));
  const waits = waiting.slice(0, toldAtMost).flatMap((one) => {
    const own =
      'app' in one ? waitsOf(cluster, one.app, now.nowMs) : jobWaits(cluster, one.job, now);
    const first = own.find(({ kind }) => kind === 'quota' || kind === 'unplaceable');
    return first ? [{ ...first, what: `${one.name}: ${first.what}` }] : [];
  });
  const quota = tables.cluster?.quotas.find((one) => one.role === role);
  const { guarantee, limit } = quota ?? {};
  const state = waits.length === 0 ? 'met' : 'waiting';
  const fine = 'nothing of it waits for a place';
  const found = { waits: quotasFirst(waits), fine, nowMs: now.nowMs };
  const why = whyAnswer({ name: role, subject: 'role', state }, found);
  const evidence = [
    ...why.evidence,
    ...(waiting.length > toldAtMost ? [`${waiting.length} apps and jobs of it wait`] : []),
    ...(guarantee === undefined ? [] : [`guarantee ${scalarsText(guarantee)}`]),
    ...(limit === undefined ? [] : [`limit ${scalarsText(limit)}`]),
    `${counted(apps.length, 'app')} and ${counted(jobs.length, 'job')} in it: \`meridian roles\``,
  ];
  return { ...why, evidence };
}

const quotasFirst = (waits: readonly Wait[]): readonly Wait[] => [
  ...waits.filter(({ kind }) => kind === 'quota'),
  ...waits.filter(({ kind }) => kind !== 'quota'),
];

function whyVolume({ tables }: Cluster, name: string, nowMs: number): WhyView {
  const volumes = volumesNamed(tables, name);
  const fine = volumes.map(volumeText).join('; ');
  const [first] = [...volumes].sort((a, b) => Number(b.remedy !== '') - Number(a.remedy !== ''));
  const state = first?.state ?? 'idle';
  const why = whyAnswer({ name, subject: 'volume', state }, { waits: [], fine, nowMs });
  return { ...why, remedy: first?.remedy ?? '' };
}

const volumeText = ({ id, path, agent, sizeMib, what }: VolumeView): string => {
  const where = agent === undefined ? '' : ` on ${agent}`;
  const size = sizeMib === undefined ? '' : ` (${sizeMib} MiB)`;
  return `${path ?? id ?? 'its volume'}${where}${size}: ${what}`;
};

/** As its app waits, as long as it is under way; else how it ended. */
function whyRollout(cluster: Cluster, rollout: Of<'rollout'>['rollout'], nowMs: number): WhyView {
  const { id, name, state, kind, revision, reason, endedMs, startedMs } = rollout;
  const app = cluster.tables.apps.get(name);
  const isUnderWay = app?.rollout?.id === id;
  const waits = app && isUnderWay ? waitsOf(cluster, app, nowMs) : [];
  const ago = endedMs === undefined ? '' : ` ${spokenAge(nowMs - endedMs)} ago`;
  const because = reason === undefined ? '' : `: ${reason}`;
  const fine = `${state}${ago}${because}`;
  const why = whyAnswer({ name: id, subject: 'rollout', state }, { waits, fine, nowMs });
  const what = `${kind} of ${short(revision)}, begun ${spokenAge(nowMs - startedMs)} ago`;
  const failed = state === 'failed' || state === 'aborted';
  const remedy = failed && !isUnderWay ? `see \`meridian why ${name}\`` : why.remedy;
  return { ...why, evidence: [...why.evidence, what], remedy };
}

/** Why it isn't in force, where it isn't. */
function whyRevision({ tables }: Cluster, row: Of<'revision'>['revision'], nowMs: number): WhyView {
  const { number, commit, state, faults, changed, subject, author, seenMs } = row;
  // What came of an older one is no matter any more.
  const wait = number === tables.lastRevision ? revisionWait(row) : undefined;
  const isCurrent = tables.cluster?.revision === number;
  const newest = tables.revisions.get(tables.lastRevision);
  const newer = newest ? `${short(newest.commit)} is newer, and ${newest.state}` : 'a newer one is';
  const fine = isCurrent ? 'in force' : `${state}; ${newer}`;
  const about = { name: short(commit), subject: 'revision', state } as const;
  const why = whyAnswer(about, { waits: wait ? [wait] : [], fine, nowMs });
  const others = faults.slice(1, toldAtMost).map(faultLine);
  return {
    ...why,
    evidence: [
      ...why.evidence,
      ...others,
      `revision ${number}, by ${author}, seen ${spokenAge(nowMs - seenMs)} ago: ${subject}`,
      `${changed.added} added, ${changed.changed} changed, ${changed.removed} removed`,
    ],
  };
}

function whyMaintenance(
  cluster: Cluster,
  absence: Of<'maintenance'>['absence'],
  now: Now,
): WhyView {
  const view = absenceView(cluster.tables, absence, now);
  const { name, state, agents, waits } = view;
  const about = { name, subject: 'maintenance', state } as const;
  const drained = agents.filter((one) => one.state === 'drained').length;
  const fine = `${state}: ${drained} of ${counted(agents.length, 'agent')} drained`;
  const why = whyAnswer(about, { waits: [], fine, nowMs: now.nowMs });
  return { ...why, evidence: waits.slice(0, toldAtMost).map(({ text }) => text), waits };
}
