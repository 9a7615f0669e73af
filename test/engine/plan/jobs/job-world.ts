// Jobs in YAML, and the plan of one of them.

import type { SnapshotJob } from '../../../../engine/plan/snapshot.ts';
import type { PlanDocument, PlanJob, PlanObject } from '../../../../schemas/generated/api.ts';
import { wantedOf } from '../../../support/specs/spec-tree.ts';
import { agent, baseOf, engineOf, plan, snapshotOf, withJob } from '../plan-world.ts';

/** Fields of `spec` beside `task`, one a line. */
export const job = (name: string, ...fields: readonly string[]): string =>
  ['---', 'apiVersion: meridian/v1', 'kind: Job', `metadata: {name: ${name}}`, 'spec:']
    .concat(fields.some((field) => field.startsWith('task:')) ? [] : 'task: {command: run}')
    .concat(fields)
    .map((line, index) => (index < 5 ? line : `  ${line}`))
    .join('\n')
    .concat('\n');

const cluster = 'apiVersion: meridian/v1\nkind: Cluster\n';

export const wanted = (...documents: readonly string[]) =>
  wantedOf({ 'meridian.yaml': cluster, 'j.yaml': documents.join('') });

export const planned = (
  before: readonly string[],
  after: readonly string[],
  known: Readonly<Record<string, Partial<SnapshotJob>>> = {},
): PlanDocument => {
  let snapshot = snapshotOf(wanted(...before), [agent({ name: 'one' })]);
  for (const [name, change] of Object.entries(known)) snapshot = withJob(snapshot, name, change);
  return plan(wanted(...after), engineOf(snapshot));
};

export const offline = (before: readonly string[], after: readonly string[]): PlanDocument =>
  plan(wanted(...after), baseOf(wanted(...before)));

/** The only object, or the one of that name. */
export function objectOf({ objects }: PlanDocument, name?: string): PlanObject {
  const found = objects.find((object) => name === undefined || object.name === name);
  if (found === undefined) throw new Error(`no object ${name ?? ''}`);
  return found;
}

export function detailOf(document: PlanDocument, name?: string): PlanJob {
  const { job: detail } = objectOf(document, name);
  if (detail === undefined) throw new Error('no job detail');
  return detail;
}

export const notes = (document: PlanDocument, name?: string): readonly string[] =>
  detailOf(document, name).notes.map(
    ({ kind, warning, text }) => `${warning ? '!' : ' '} ${kind}: ${text}`,
  );
