// An App's document, what its groups give and the cluster's settings, to its normalised spec.
import { objectName, role } from '../../engine/model/ids.ts';
import type { AppSpec, ClusterSpec, UpdatePolicy } from '../../engine/model/wanted.ts';
import type { App } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import { buildChecks, buildTask } from './build-task.ts';
import {
  defaultApp,
  defaultBackoff,
  defaultBatch,
  defaultUnreachable,
  defaultUpdate,
  volumesUnreachable,
  volumesUpdate,
} from './defaults.ts';
import { withDigests } from './digests.ts';
import { VariableFill } from './fill.ts';
import { type BatchValues, type Inherited, overlay, type UpdateValues } from './inherited.ts';
import { durationMs, durationOrNever, milli } from './quantities.ts';

/** What an App or a Job is built with. */
export interface Surroundings {
  readonly inherited: Inherited;
  /** Of its groups, by name; nothing to a Job. */
  readonly dependsOn: readonly string[];
  readonly settings: ClusterSettings;
}

/** What a Cluster gives to every App and Job. */
export type ClusterSettings = Pick<ClusterSpec, 'variables' | 'packing'>;

export interface Built<S> {
  readonly spec: S;
  /** Paths that aren't in the object's own document are in that of one of its groups. */
  readonly findings: readonly Finding[];
}

export function buildApp(app: App, around: Surroundings): Built<AppSpec> {
  const findings: Finding[] = [];
  const { metadata, spec } = app;
  const own = { ...spec, labels: metadata.labels, user: spec.task.user, env: spec.task.env };
  const given = overlay(around.inherited, own, ['metadata', 'labels'], (path) =>
    findings.push(idleNull(path)),
  );
  const fill = new VariableFill(around.settings.variables);
  const hasVolumes = (spec.task.volumes ?? []).length > 0;
  if (hasVolumes) findings.push(...twoHolders(metadata.name, given.update));
  const built = withDigests({
    kind: 'App',
    name: objectName(metadata.name),
    labels: given.labels,
    role: role(given.role ?? defaultApp.role),
    instances: spec.instances ?? defaultApp.instances,
    task: buildTask(spec.task, given, fill),
    health: buildChecks('health', spec, fill),
    readiness: buildChecks('readiness', spec, fill),
    update: updateOf(given.update, hasVolumes ? volumesUpdate : defaultUpdate),
    placement: given.placement ?? noPlacement,
    backoff: spec.backoff === undefined ? defaultBackoff : backoffOf(spec.backoff),
    unreachable: unreachableOf(
      spec.unreachable,
      hasVolumes ? volumesUnreachable : defaultUnreachable,
    ),
    killSelection: spec.killSelection ?? defaultApp.killSelection,
    dependsOn: namesOf(spec.dependsOn ?? [], around.dependsOn),
    packing: spec.packing ?? around.settings.packing,
    ...tierOf(spec.tier),
  });
  return { spec: built, findings: [...findings, ...fill.findings] };
}

const noPlacement: AppSpec['placement'] = [];
const noNames: AppSpec['dependsOn'] = [];

export const idleNull = (path: Finding['path']): Finding => ({
  path,
  at: 'value',
  code: 'nothing-to-unset',
  message: `${path.at(-1)} is null, and no Group above gives it`,
  hint: 'null unsets what a Group gives; leave it out',
});

/** Once each, sorted. */
export function namesOf(own: readonly string[], inherited: readonly string[]) {
  if (own.length === 0 && inherited.length === 0) return noNames;
  return [...new Set([...own, ...inherited])].sort().map(objectName);
}

/** What it is given may be a Group's: then it is told where that stands. */
function twoHolders(name: string, { maximumOver = 0 }: UpdateValues): readonly Finding[] {
  if (maximumOver === 0) return [];
  const why = "an instance and its successor can't hold one volume";
  return [
    {
      path: ['spec', 'update', 'maximumOver'],
      at: 'value',
      code: 'out-of-range',
      message: `maximumOver is ${maximumOver}, and ${name} has volumes: ${why}`,
      hint: `maximumOver: 0 in ${name}`,
    },
  ];
}

/** Preferred is the default, which isn't said. */
export const tierOf = (tier: App['spec']['tier']): Pick<AppSpec, 'tier'> =>
  tier === 'revocable' ? { tier } : {};

function updateOf(update: UpdateValues, standard: UpdatePolicy): UpdatePolicy {
  if (Object.keys(update).length === 0) return standard;
  const batch = batchOf(update.batch);
  return {
    minimumHealthMilli: milli(update.minimumHealth, defaultUpdate.minimumHealthMilli),
    maximumOverMilli: milli(update.maximumOver, standard.maximumOverMilli),
    ...(batch === undefined ? {} : { batch }),
    watchMs: durationMs(update.watch, defaultUpdate.watchMs),
    maxFailuresPerInstance: update.maxFailuresPerInstance ?? defaultUpdate.maxFailuresPerInstance,
    maxFailedInstances: update.maxFailedInstances ?? defaultUpdate.maxFailedInstances,
    onFailure: update.onFailure ?? defaultUpdate.onFailure,
    deadlineMs: durationMs(update.deadline, defaultUpdate.deadlineMs),
  };
}

/** A batch without a size caps nothing. */
function batchOf(batch: BatchValues | undefined): UpdatePolicy['batch'] {
  const sizes = batch?.sizes ?? (batch?.size === undefined ? undefined : [batch.size]);
  if (batch === undefined || sizes === undefined) return undefined;
  return {
    sizes,
    wait: batch.wait ?? defaultBatch.wait,
    additions: batch.additions ?? defaultBatch.additions,
  };
}

const backoffOf = (backoff: NonNullable<App['spec']['backoff']>): AppSpec['backoff'] => ({
  initialMs: durationMs(backoff.initial, defaultBackoff.initialMs),
  factorMilli: milli(backoff.factor, defaultBackoff.factorMilli),
  maxMs: durationMs(backoff.max, defaultBackoff.maxMs),
});

function unreachableOf(
  unreachable: App['spec']['unreachable'],
  standard: AppSpec['unreachable'],
): AppSpec['unreachable'] {
  if (unreachable === undefined) return standard;
  const { inactiveAfter, expungeAfter } = unreachable;
  return {
    inactiveAfterMs: durationOrNever(inactiveAfter, standard.inactiveAfterMs),
    expungeAfterMs: durationOrNever(expungeAfter, standard.expungeAfterMs),
  };
}
