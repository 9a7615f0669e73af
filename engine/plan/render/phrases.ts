// Sentences that more than one format says.
import type {
  PlanChange,
  PlanDocument,
  PlanEdge,
  PlanFit,
  PlanHeader,
  PlanObject,
  PlanRoleShare,
  PlanSummary,
} from '../../../schemas/generated/api.ts';
import { counted } from '../impact.ts';

/** `a1b2c3d4 -> 9f8e7d6c`, `nothing -> uncommitted`. */
export function spanText({ header }: PlanDocument): string {
  const { base, head } = header;
  const from = base.commit === undefined ? 'nothing' : base.commit.slice(0, 8);
  return `${from} -> ${head === undefined ? 'uncommitted' : head.slice(0, 8)}`;
}

export const surroundings = ({ cluster, snapshotIndex }: PlanHeader): readonly string[] => [
  ...(cluster === undefined ? [] : [`cluster ${cluster}`]),
  ...(snapshotIndex === undefined ? [] : [`snapshot ${snapshotIndex}`]),
];

/** `2 apps, 1 quota`. */
export function objectCounts(summary: PlanSummary): string {
  const sum = ({ added, changed, removed }: PlanSummary['apps']): number =>
    added + changed + removed;
  const counts: readonly (readonly [number, string])[] = [
    [sum(summary.apps), 'app'],
    [sum(summary.jobs), 'job'],
    [sum(summary.groups), 'group'],
    [sum(summary.quotas), 'quota'],
    [sum(summary.volumes), 'volume'],
    [sum(summary.maintenance), 'maintenance window'],
    [summary.clusterSettings, 'cluster setting'],
  ];
  const said = counts.filter(([count]) => count > 0).map(([count, noun]) => counted(count, noun));
  return said.join(', ') || 'no objects';
}

/** `3 replace, 1 create, 31 unchanged`. */
export function instanceCounts({ instances }: PlanSummary): string {
  const { replace, create, destroy, inPlace, unchanged } = instances;
  const counts: readonly (readonly [number, string])[] = [
    [destroy, 'destroy'],
    [replace, 'replace'],
    [create, 'create'],
    [inPlace, 'in place'],
    [unchanged, 'unchanged'],
  ];
  const said = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length === 0 ? 'no instances' : `instances: ${said.join(', ')}`;
}

export function movedText({ header }: PlanDocument): string | undefined {
  const { expected, commit } = header.base;
  if (expected === undefined) return undefined;
  const found = commit === undefined ? 'nothing' : commit.slice(0, 8);
  return `the base has moved: ${expected.slice(0, 8)} was expected, ${found} is applied`;
}

export function fitText(fit: PlanFit): string {
  const { of, fits, agents, agentsLeftOut, unjudged } = fit;
  const on = `on ${counted(agents, 'agent')}`;
  const notes = [
    ...(agentsLeftOut > 0 ? [`${counted(agentsLeftOut, 'agent')} can't be used now`] : []),
    ...(unjudged > 0 ? [`${unjudged} not judged`] : []),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  if (of === 0) return `no new instances${note}`;
  if (fits === of)
    return `${of === 1 ? 'the new instance fits' : `all ${of} new instances fit`} ${on}${note}`;
  return `${fits} of ${counted(of, 'new instance')} fit ${on}${note}`;
}

/** `2 of 3 jobs with new demands would fit on an empty agent`; '' where none has any. */
export function jobFitText({ jobs: { of, fits, unjudged } }: PlanFit): string {
  if (of === 0) return '';
  const note = unjudged > 0 ? ` (${unjudged} not judged)` : '';
  const jobs = `${counted(of, 'job')} with new demands would fit on an empty agent${note}`;
  return fits === of && of > 1 ? `all ${jobs}` : `${fits} of ${jobs}`;
}

/** Between child and parent: `/etl/load after /etl/extract`, `/shop/web waits for /migrate`. */
export const edgeWord: Readonly<Record<PlanEdge['kind'], string>> = {
  after: 'after',
  'depends-on': 'waits for',
};

export const edgeMark: Readonly<Record<PlanEdge['change'], string>> = { added: '+', removed: '-' };

/** What due times are reckoned by; none where no job is new or changed. */
export const timesText = ({ objects, header }: PlanDocument): string | undefined =>
  objects.some(({ job }) => job !== undefined)
    ? `as of ${header.asOf}, with the time zones of ${header.timeZoneData}`
    : undefined;

/** What windows are reckoned by; none where none is new or changed. */
export const asOfText = ({ objects, header }: PlanDocument): string | undefined =>
  objects.some(({ maintenance }) => maintenance !== undefined) ? `as of ${header.asOf}` : undefined;

/** Roles whose share or Quota changes. */
export function shownRoles({ fit, objects }: PlanDocument): readonly PlanRoleShare[] {
  const changed = new Set(objects.flatMap(({ kind, name }) => (kind === 'Quota' ? [name] : [])));
  return (fit?.roles ?? []).filter(
    ({ role, before, after }) => before !== after || changed.has(role),
  );
}

/** `0.125 -> 0.5 of cpus, asks for 0.6`. */
export function shareText({ before, after, asked, resource }: PlanRoleShare): string {
  const share = before === after ? `${after}` : `${before} -> ${after}`;
  const of = resource === undefined ? '' : ` of ${resource}`;
  return `${share}${of}${asked > after ? `, asks for ${asked}` : ''}`;
}

/** `cpus 10, memory 20GiB`; '' where there is none. */
export const amountsText = (amounts: PlanRoleShare['limit'] = {}): string =>
  Object.entries(amounts)
    .map(([word, amount]) => `${word} ${amount}`)
    .join(', ');

/** `weight 2, guarantee cpus 10, limit cpus 40, memory 80GiB`. */
export function termsText({ weight, guarantee, limit }: PlanRoleShare): string {
  const amounts = { guarantee: amountsText(guarantee), limit: amountsText(limit) };
  const given = Object.entries(amounts).filter(([, text]) => text !== '');
  return [`weight ${weight}`, ...given.map(([field, text]) => `${field} ${text}`)].join(', ');
}

const said: Readonly<Record<PlanChange['consequence'], string>> = {
  replace: 'forces replacement',
  'next-attempt': 'next attempt',
  'in-place': 'in place',
  scale: 'scales',
  schedule: 'due times',
  settings: 'rolls without restarts',
  placement: 'new placements only',
  policy: 'policy',
  none: '',
};

export const consequenceText = ({ consequence }: PlanChange): string => said[consequence];

export const mark: Readonly<Record<PlanObject['action'], string>> = {
  delete: '-',
  change: '~',
  create: '+',
};

export const at = (place: { readonly file?: string; readonly line?: number }): string =>
  place.file === undefined
    ? ''
    : `${place.file}${place.line === undefined ? '' : `:${place.line}`}`;
