// A job's file, as people commit it: what equals its default is left out.
import { commandOf } from '../machine/program.ts';
import type { JobPlan, TriggerPlan } from './job-plan.ts';
import { mountsText } from './volumes/volume-text.ts';
import { type Yaml, yamlText } from './yaml-text.ts';

const ms = (value: number): string => `${value}ms`;
const unless = <T>(usual: T, value: T): T | undefined => (value === usual ? undefined : value);

export function jobText(job: JobPlan): string {
  return yamlText({
    apiVersion: 'meridian/v1',
    kind: 'Job',
    metadata: { name: job.name },
    spec: {
      role: unless('*', job.role),
      ...triggerOf(job.trigger),
      ...catchUpOf(job),
      task: taskOf(job),
      startingDeadline: job.startingDeadlineMs === null ? undefined : ms(job.startingDeadlineMs),
      concurrency: unless('forbid', job.concurrency),
      retries: retriesOf(job),
      timeout: job.timeoutMs === null ? undefined : ms(job.timeoutMs),
      softError: unless(false, job.softError),
      unreachable: job.unreachable === 'block' ? undefined : { after: job.unreachable },
      suspended: unless(false, job.suspended),
      history: job.keep === 100 ? undefined : { keep: job.keep },
    },
  });
}

function triggerOf(trigger: TriggerPlan): Readonly<Record<string, Yaml | undefined>> {
  switch (trigger.kind) {
    case 'schedule':
      return { schedule: trigger.text, timeZone: trigger.zone };
    case 'cron':
      return { cron: trigger.text, timeZone: trigger.zone };
    case 'after':
      return { after: trigger.parents };
    case 'manual':
      return { manual: true };
  }
}

/** They mean nothing without a timetable, and a window nothing with `none`. */
function catchUpOf({ trigger, catchUp, catchUpWindowMs }: JobPlan) {
  if (trigger.kind !== 'schedule' && trigger.kind !== 'cron') return {};
  if (catchUp === 'none') return { catchUp };
  return { catchUp: unless('latest', catchUp), catchUpWindow: ms(catchUpWindowMs) };
}

const taskOf = (job: JobPlan): Yaml => ({
  command: commandOf(job.program),
  resources: { cpus: job.cpusMilli / 1000, memory: `${job.memoryMib}MiB` },
  ports:
    job.ports === 0
      ? undefined
      : Array.from({ length: job.ports }, (_, index) => ({ name: `p${index}` })),
  volumes: mountsText(job.volumes),
  env: { VERSION: job.version },
  kill: { grace: ms(job.killGraceMs) },
});

function retriesOf({ retries }: JobPlan): Yaml | undefined {
  const { count, delayMs, factorMilli, maxMs } = retries;
  if (count === 0) return undefined;
  return { count, delay: ms(delayMs), factor: unless(1, factorMilli / 1000), max: ms(maxMs) };
}
