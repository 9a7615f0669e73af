// What a script asks for, written as people commit it: an app's file, the quotas, meridian.yaml.
import { commandOf } from '../machine/program.ts';
import type { AmountsPlan, QuotaPlan } from './quota/quota-plan.ts';
import type { AppPlan, CheckPlan, SyncPlan } from './script.ts';
import { mountsText } from './volumes/volume-text.ts';
import { type Yaml, yamlText } from './yaml-text.ts';

const apiVersion = 'meridian/v1';

export const clusterPath = 'meridian.yaml';
export const quotasPath = 'quotas.yaml';
export const appPath = (name: string): string => `apps${name}.yaml`;
export const jobPath = (name: string): string => `jobs${name}.yaml`;

const ms = (value: number): string => `${value}ms`;
const msOrNever = (value: number | null): string => (value === null ? 'never' : ms(value));
const decimal = (milli: number): number => milli / 1000;

export function clusterText(sync: SyncPlan): string {
  const { fractionMilli, count } = sync.massDelete;
  return yamlText({
    apiVersion,
    kind: 'Cluster',
    spec: {
      sync: {
        interval: ms(sync.intervalMs),
        massDelete: { fraction: decimal(fractionMilli), count },
      },
    },
  });
}

/** One document a role. */
export function quotasText(
  weights: ReadonlyMap<string, number>,
  quotas: ReadonlyMap<string, QuotaPlan>,
): string {
  return [...new Set([...weights.keys(), ...quotas.keys()])]
    .map((role) => {
      const weightMilli = weights.get(role);
      const { guarantee, limit } = quotas.get(role) ?? {};
      const weight = weightMilli === undefined ? undefined : decimal(weightMilli);
      const spec = { role, weight, guarantee: amountsOf(guarantee), limit: amountsOf(limit) };
      return yamlText({ apiVersion, kind: 'Quota', spec });
    })
    .join('---\n');
}

function amountsOf({ cpusMilli, memoryMib }: AmountsPlan = {}): Yaml | undefined {
  if (cpusMilli === undefined && memoryMib === undefined) return undefined;
  return {
    cpus: cpusMilli === undefined ? undefined : decimal(cpusMilli),
    memory: memoryMib === undefined ? undefined : `${memoryMib}MiB`,
  };
}

/** What equals its default is left out, as people do. */
export function appText(app: AppPlan): string {
  return yamlText({
    apiVersion,
    kind: 'App',
    metadata: { name: app.name },
    spec: {
      role: unless('*', app.role),
      instances: unless(1, app.instances),
      task: taskOf(app),
      health: app.health && [{ ...checkOf(app.health), ...killsOf(app.health) }],
      readiness: app.readiness && [checkOf(app.readiness)],
      update: updateOf(app),
      placement: unlessEmpty(app.placement.map((rule) => ({ ...rule }))),
      backoff: backoffOf(app),
      unreachable: unreachableOf(app),
      killSelection: unless('youngest-first', app.killSelection),
      dependsOn: unlessEmpty(app.dependsOn),
      packing: unless('spread', app.packing),
      tier: app.tier,
    },
  });
}

const unless = <T>(usual: T, value: T): T | undefined => (value === usual ? undefined : value);
const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list;

const taskOf = (app: AppPlan): Yaml => ({
  command: commandOf(app.program),
  resources: { cpus: decimal(app.cpusMilli), memory: `${app.memoryMib}MiB` },
  ports: unlessEmpty(
    app.ports.map((host, index) => ({ name: `p${index}`, host: unless(0, host) })),
  ),
  volumes: mountsText(app.volumes),
  env: { VERSION: app.version },
  kill: { delay: unless('0ms', ms(app.killDelayMs)), grace: ms(app.killGraceMs) },
});

const checkOf = (check: CheckPlan): Readonly<Record<string, Yaml | undefined>> => ({
  kind: check.kind,
  command: check.kind === 'command' ? 'test -f good' : undefined,
  delay: unless('0ms', ms(check.delayMs)),
  interval: ms(check.intervalMs),
  timeout: ms(check.timeoutMs),
});

/** A readiness check has neither: it never kills. */
const killsOf = ({ graceMs, maxConsecutiveFailures }: CheckPlan) => ({
  grace: ms(graceMs),
  maxConsecutiveFailures: unless(3, maxConsecutiveFailures),
});

const updateOf = ({ update }: AppPlan): Yaml => ({
  minimumHealth: unless(1, decimal(update.minimumHealthMilli)),
  maximumOver: unless(1, decimal(update.maximumOverMilli)),
  batch: update.batch === undefined ? undefined : { size: update.batch },
  watch: unless('0ms', ms(update.watchMs)),
  maxFailuresPerInstance: unless(0, update.maxFailuresPerInstance),
  maxFailedInstances: unless(0, update.maxFailedInstances),
  onFailure: unless('rollback', update.onFailure),
  deadline: ms(update.deadlineMs),
});

const backoffOf = ({ backoff }: AppPlan): Yaml => ({
  initial: unless('1000ms', ms(backoff.initialMs)),
  factor: unless(1.15, decimal(backoff.factorMilli)),
  max: ms(backoff.maxMs),
});

function unreachableOf({ inactiveAfterMs, expungeAfterMs }: AppPlan): Yaml | undefined {
  if (inactiveAfterMs === 0 && expungeAfterMs === 0) return undefined;
  return {
    inactiveAfter: unless('0ms', msOrNever(inactiveAfterMs)),
    expungeAfter: unless('0ms', msOrNever(expungeAfterMs)),
  };
}
