// What apps and jobs are once the commit is applied; of a file that can't be read, what they were.
import type { ObjectName } from '../../model/ids.ts';
import type { AppSpec, JobSpec } from '../../model/wanted.ts';
import { isUnread, type Planning } from '../planning.ts';

/** Undefined: it goes, or is gone. */
export interface WantedSpecs {
  readonly app: (name: ObjectName) => AppSpec | undefined;
  readonly job: (name: ObjectName) => JobSpec | undefined;
}

export function wantedSpecs({ input, wanted, base }: Planning): WantedSpecs {
  const apps = new Map(wanted.apps.map(({ spec }) => [spec.name, spec]));
  const jobs = new Map(wanted.jobs.map(({ spec }) => [spec.name, spec]));
  return {
    app: (name) => apps.get(name) ?? unread(base.apps.get(name)),
    job: (name) => jobs.get(name) ?? unread(base.jobs.get(name)),
  };
  function unread<S extends AppSpec | JobSpec>(
    before: { readonly spec?: S; readonly origin?: AppOrigin } | undefined,
  ): S | undefined {
    return before !== undefined && isUnread(input, before.origin) ? before.spec : undefined;
  }
}

type AppOrigin = Parameters<typeof isUnread>[1] & object;
