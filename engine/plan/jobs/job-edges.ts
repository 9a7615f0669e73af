// What triggers a job, and which jobs gate an app: the edges that an object's change adds and
// removes. Only edges from jobs: what apps are to each other shows in `dependsOn`.
import type { PlanEdge } from '../../../schemas/generated/api.ts';
import type { AppSpec, JobSpec, Wanted } from '../../model/wanted.ts';
import type { Planning } from '../planning.ts';

const parentsOf = (spec: JobSpec | undefined): readonly string[] =>
  spec?.trigger.kind === 'after' ? spec.trigger.parents : [];

/** The edges of a job that is created, changed or deleted. */
export function addJobEdges(
  { edges }: Planning,
  old: JobSpec | undefined,
  wanted: JobSpec | undefined,
): void {
  const child = wanted?.name ?? old?.name ?? '';
  edges.push(...differing(child, 'after', [parentsOf(old), parentsOf(wanted)]));
}

/** Those of all apps that are created, changed or deleted, as far as they name jobs. */
export class AppEdges {
  readonly #planning: Planning;
  /** Made when the first app asks. */
  #wanted: ReadonlySet<string> | undefined;

  constructor(planning: Planning) {
    this.#planning = planning;
  }

  add(old: AppSpec | undefined, wanted: AppSpec | undefined): void {
    const before = (old?.dependsOn ?? []).filter((name) => this.#wasJob(name));
    const after = this.#jobsNamed(wanted);
    const child = wanted?.name ?? old?.name ?? '';
    this.#planning.edges.push(...differing(child, 'depends-on', [before, after]));
  }

  /** Which jobs gate its start: those whose last run that is known hasn't succeeded. */
  waitText(app: AppSpec): string {
    const unmet = this.#jobsNamed(app).filter((name) => !this.#hasSucceeded(name));
    return unmet.length === 0 ? '' : `it waits until ${unmet.join(' and ')} has succeeded`;
  }

  #hasSucceeded(name: string): boolean {
    return this.#planning.base.jobs.get(name)?.last?.state === 'succeeded';
  }

  #jobsNamed(app: AppSpec | undefined): readonly string[] {
    if (app === undefined || app.dependsOn.length === 0) return [];
    this.#wanted ??= new Set(this.#planning.wanted.jobs.map(({ spec }) => spec.name));
    return app.dependsOn.filter((name) => this.#wanted?.has(name));
  }

  #wasJob(name: string): boolean {
    return this.#planning.base.jobs.get(name)?.spec !== undefined;
  }
}

function differing(
  child: string,
  kind: PlanEdge['kind'],
  [before, after]: readonly [readonly string[], readonly string[]],
): readonly PlanEdge[] {
  const [was, is] = [new Set(before), new Set(after)];
  return [
    ...before
      .filter((parent) => !is.has(parent))
      .map((parent) => ({ parent, child, kind, change: 'removed' as const })),
    ...after
      .filter((parent) => !was.has(parent))
      .map((parent) => ({ parent, child, kind, change: 'added' as const })),
  ];
}

/** Names of the jobs that run after each of these, by name. */
export function childrenOf(
  { jobs }: Wanted,
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const { spec } of jobs)
    for (const parent of parentsOf(spec)) {
      if (!names.has(parent)) continue;
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [spec.name]);
      else known.push(spec.name);
    }
  return children;
}
