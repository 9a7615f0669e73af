// Is what an app is said to wait for in truth so? An operator did pause it; what it depends on
// isn't as wanted; what fits nowhere fits nowhere; what doesn't come to be healthy is bad. That a
// version has failed was judged when it did (apps/rollout-honesty.ts).
import type { AppEntry } from '../../../step/tables.ts';
import type { Wait } from '../../../step/wait.ts';
import type { AppPlan, Script } from '../../script/script.ts';
import type { Look } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';
import { falseVolumeWait } from '../volumes/true-volume-wait.ts';
import { isGoodPlan } from './exact.ts';
import { falsePlaceWait } from './true-place.ts';

export interface Waiting {
  readonly look: Look;
  readonly engine: SeenEngine;
  readonly app: AppEntry;
  /** App to what it lacks. */
  readonly lacks: ReadonlyMap<string, string>;
}

/** Why the wait isn't true; undefined when it is. */
export function falseWait(waiting: Waiting, kind: Wait['kind']): string | undefined {
  const { look, app } = waiting;
  const { script } = look.sight;
  const { name } = app.row;
  switch (kind) {
    case 'paused':
      return !app.row.paused || isPaused(script, name) ? undefined : 'nobody asked for it';
    case 'quarantined':
      return undefined;
    case 'dependency':
      return dependsOnLack(waiting) ? undefined : 'all that it needs is as wanted';
    case 'unplaceable':
    case 'quota':
      return falsePlaceWait(look, waiting.engine, { kind, spec: app.unmet?.version.spec });
    case 'volume':
      return falseVolumeOf(waiting);
    case 'backoff':
    case 'starting':
    case 'unhealthy':
    case 'rolling':
    case 'stopping':
      return isBad(script, name) ? undefined : 'its program is good';
    default:
      return 'it should be over';
  }
}

function falseVolumeOf({ look, app, engine }: Waiting): string | undefined {
  const wanted = app.row.wanted === undefined ? undefined : app.versions.get(app.row.wanted);
  const spec = app.unmet?.version.spec ?? wanted?.spec;
  if (!spec) return 'it isn’t wanted';
  const all = Array.from({ length: spec.instances }, (_, slot) => slot);
  return falseVolumeWait(look, engine, { spec, slots: app.unmet?.slots ?? all });
}

const isPaused = (script: Script, name: string): boolean =>
  script.operations.some((one) => one.kind === 'pause' && one.app === name);

const plansOf = (script: Script, name: string): readonly AppPlan[] =>
  script.commits.flatMap(({ apps }) => apps[name] ?? []);

/** Some version of it is bad. */
const isBad = (script: Script, name: string): boolean =>
  plansOf(script, name).some((plan) => !isGoodPlan(plan));

function dependsOnLack({ look, app, lacks, engine }: Waiting): boolean {
  const wanted = app.row.wanted === undefined ? undefined : app.versions.get(app.row.wanted);
  const names = wanted?.spec.dependsOn ?? [];
  for (const other of engine.core.tables.apps.values()) {
    const isNamed = names.some(
      (name) => other.row.name === name || other.row.name.startsWith(`${name}/`),
    );
    if (isNamed && (lacks.has(other.row.name) || isUnsound(look, other))) return true;
  }
  return false;
}

/** As many as wanted may run, and it still isn't there: it rolls, has failed, or is bad. */
function isUnsound({ sight }: Look, { row, rollout, versions }: AppEntry): boolean {
  if (rollout || isBad(sight.script, row.name)) return true;
  const wanted = row.wanted === undefined ? undefined : versions.get(row.wanted);
  return wanted !== undefined && row.quarantine[wanted.spec.versionDigest] !== undefined;
}
