// dependsOn gates an app's first start and its upgrades, and in reverse its removal: an app goes
// only when those that are going too and depended on it are gone (spec-language.md `dependsOn`).
import type { ObjectName } from '../../model/ids.ts';
import { isDone } from '../jobs/run-ends.ts';
import type { AppEntry, Tables } from '../tables.ts';
import { wantedVersion } from '../tables.ts';
import { aimOf, needsRollout } from './aim.ts';

/** The apps that a dependency names: one app, or all below a group. */
export function appsNamed(tables: Tables, name: ObjectName): readonly AppEntry[] {
  const app = tables.apps.get(name);
  return app ? [app] : tables.apps.below(name);
}

/** It runs what Git wants, in full; or is wanted with no instances. */
function isSatisfied(app: AppEntry): boolean {
  const wanted = wantedVersion(app);
  if (!wanted) return true;
  if (wanted.spec.instances === 0) return true;
  const aim = aimOf(app);
  if (!aim || aim.kind === 'rollback' || aim.quarantine || app.rollout) return false;
  return !needsRollout(app, aim) && app.proven >= wanted.spec.instances;
}

/** Apps that this one must still wait for, by name. */
export function unsatisfied(tables: Tables, app: AppEntry): readonly ObjectName[] {
  const wanted = wantedVersion(app);
  if (!wanted) return [];
  return wanted.spec.dependsOn
    .flatMap((name) => appsNamed(tables, name))
    .filter((entry) => entry !== app && !isSatisfied(entry))
    .map((entry) => entry.row.name)
    .concat(wanted.spec.dependsOn.filter((name) => isJobAwaited(tables, name)))
    .sort();
}

/** Jobs are depended on by their own name alone: a group's aren't waited for. */
function isJobAwaited(tables: Tables, name: ObjectName): boolean {
  const job = tables.jobs.get(name);
  return job?.row.wanted !== undefined && !isDone(job.row);
}

/** Whether it waits for apps that it depends on: it is looked at again when they are there. */
export function waitForOthers(tables: Tables, app: AppEntry): boolean {
  const names = unsatisfied(tables, app);
  if (names.length === 0) return false;
  tables.gated.add(app.row.name);
  for (const name of names) {
    const other = tables.apps.get(name);
    if (other) other.isThere = false;
  }
  return true;
}

/** What depends on an app is looked at again when the app comes to be there, or isn't any more. */
export function stirDependents(tables: Tables, app: AppEntry): void {
  const isThere = isSatisfied(app);
  if (app.isThere === isThere) return;
  app.isThere = isThere;
  tables.stirGated();
}

/** An app's file is deleted: from now on it is going. */
export function beginGoing(tables: Tables, app: AppEntry): void {
  const versions = [...app.versions.values()];
  const needs = new Set(versions.flatMap((version) => version.spec.dependsOn));
  tables.going.begin(app.row.name, [...needs]);
}

/** It is gone, or wanted again: what it needed has one less to wait for. */
export function endGoing(tables: Tables, name: ObjectName): void {
  const needs = tables.going.needsOf(name);
  if (!tables.going.delete(name)) return;
  for (const other of goingAmong(tables, needs)) tables.dirtyApps.add(other);
}

/**
 * Apps that are going too, and depend on this one: they go first. Those that it depends on itself,
 * by another version maybe, aren't waited for: nobody would ever go.
 */
export function goingBefore(tables: Tables, app: AppEntry): readonly ObjectName[] {
  const dependents = tables.going.dependentsOf(app.row.name);
  if (dependents.length === 0) return [];
  const needed = new Set<ObjectName>();
  const waiting = [app.row.name];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
    for (const other of goingAmong(tables, tables.going.needsOf(name)))
      if (!needed.has(other)) {
        needed.add(other);
        waiting.push(other);
      }
  return dependents.filter((name) => !needed.has(name));
}

function goingAmong(tables: Tables, needs: readonly ObjectName[]): readonly ObjectName[] {
  return needs
    .flatMap((needed) => appsNamed(tables, needed))
    .map((entry) => entry.row.name)
    .filter((name) => tables.going.has(name));
}
