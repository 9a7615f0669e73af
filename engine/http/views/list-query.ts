// What lists can be filtered by: role, group (a path: all below it), label (`key` or `key=value`).
import { type AppEntry, type JobEntry, wantedJob, wantedVersion } from '../../step/tables.ts';
import type { PageQuery } from './page.ts';

export interface ListQuery extends PageQuery {
  readonly role?: string;
  readonly group?: string;
  readonly label?: string;
  readonly state?: string;
  readonly name?: string;
  readonly agent?: string;
}

/** All but `state` and `agent`, which each list judges for itself. */
export const fitsApp = (app: AppEntry, query: ListQuery): boolean =>
  fits(app.row.name, specOf(app), query);

export const fitsJob = (job: JobEntry, query: ListQuery): boolean =>
  fits(job.row.name, jobSpecOf(job), query);

type Filtered = { readonly role: string; readonly labels: Readonly<Record<string, string>> };

/** Of one by its name, role and labels. */
export function fits(name: string, spec: Filtered | undefined, query: ListQuery): boolean {
  if (query.name !== undefined && name !== query.name) return false;
  if (query.group !== undefined && !isBelow(name, query.group)) return false;
  if (query.role !== undefined && spec?.role !== query.role) return false;
  return query.label === undefined || hasLabel(spec?.labels ?? {}, query.label);
}

/** What it is to run; of an app that is going, what it last was. */
export const specOf = (app: AppEntry) =>
  (wantedVersion(app) ?? [...app.versions.values()].at(-1))?.spec;

export const jobSpecOf = (job: JobEntry) =>
  (wantedJob(job) ?? [...job.versions.values()].at(-1))?.spec;

const isBelow = (name: string, group: string): boolean =>
  group === '/' || name.startsWith(`${group.replace(/\/$/, '')}/`);

function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const at = wanted.indexOf('=');
  if (at < 0) return Object.hasOwn(labels, wanted);
  const key = wanted.slice(0, at);
  return Object.hasOwn(labels, key) && labels[key] === wanted.slice(at + 1);
}

/** The path that an object's name stands below. */
export const groupOf = (name: string): string => name.slice(0, name.lastIndexOf('/')) || '/';
