// Carries out one effect on a task through the ports and says as an event what came of it. Never
// rejects: what fails is part of the answer.
import type { TaskEffect } from '../core/effects.ts';
import type { TaskEvent } from '../core/events.ts';
import type { LogName } from '../ports/logs.ts';
import type { ProcessesLeft } from '../ports/processes.ts';
import type { StoredVolume } from '../ports/volumes.ts';
import type { AgentPorts } from './ports.ts';

type WorkEffect = Exclude<TaskEffect, { kind: 'report' } | { kind: 'probe' }>;
type Of<K extends WorkEffect['kind']> = Extract<WorkEffect, { kind: K }>;
type Run<K extends WorkEffect['kind']> = (
  ports: AgentPorts,
  effect: Of<K>,
) => Promise<TaskEvent | undefined>;

const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);

const errorOf = async (work: Promise<void>): Promise<{ error?: string }> => {
  try {
    await work;
    return {};
  } catch (error) {
    return { error: textOf(error) };
  }
};

const nothingLeft: ProcessesLeft = { count: 0, shown: [] };

/** With an error nobody knows what is left. */
async function leftAfter(
  work: Promise<ProcessesLeft>,
): Promise<{ readonly left: ProcessesLeft; readonly error?: string }> {
  try {
    return { left: await work };
  } catch (error) {
    return { left: nothingLeft, error: textOf(error) };
  }
}

const runs: { readonly [K in WorkEffect['kind']]: Run<K> } = {
  'save-order': async ({ journal }, { taskId, file }) => ({
    kind: 'order-saved',
    taskId,
    ...(await errorOf(journal.saveOrder(taskId, file))),
  }),

  'save-marks': async ({ journal }, { taskId, purpose, marks }) => ({
    kind: 'marks-saved',
    taskId,
    purpose,
    ...(await errorOf(journal.saveMarks(taskId, marks, purpose !== 'ack'))),
  }),

  'save-health': async ({ journal, log }, { taskId, health }) => {
    const { error } = await errorOf(journal.saveHealth(taskId, health));
    if (error !== undefined) log.write('warn', `health not saved: ${error}`, { taskId });
    return undefined;
  },

  'save-limits': async ({ processes, log }, { taskId, policy }) => {
    const { error } = await errorOf(processes.saveLimits(taskId, policy));
    if (error !== undefined) log.write('warn', `kill policy not saved: ${error}`, { taskId });
    return undefined;
  },

  'open-volumes': openVolumes,

  start: async ({ processes }, { taskId, order, policy }) => {
    try {
      const failure = await processes.start({ taskId, order, policy });
      return { kind: 'started', taskId, ...(failure === undefined ? {} : { failure }) };
    } catch (error) {
      const failure = { reason: 'launch-failed', message: textOf(error) } as const;
      return { kind: 'started', taskId, failure };
    }
  },

  'take-claim': async ({ processes }, { taskId, note }) => {
    try {
      return { kind: 'claim', taskId, outcome: await processes.takeClaim(taskId, note) };
    } catch (error) {
      return { kind: 'claim', taskId, outcome: 'failed', error: textOf(error) };
    }
  },

  search: async ({ processes, log }, { taskId }) => {
    const found = await processes.search(taskId).catch((error: unknown) => {
      log.write('warn', `search for its supervisor: ${textOf(error)}`, { taskId });
      return true;
    });
    return { kind: 'searched', taskId, found };
  },

  signal: async ({ processes, log }, { taskId, ...wish }) => {
    const answer = await leftAfter(processes.signal(taskId, wish));
    if (answer.error !== undefined)
      log.write('warn', `${wish.signal}: ${answer.error}`, { taskId });
    return { kind: 'signalled', taskId, ...answer };
  },

  sweep: async ({ processes, logs, log }, { taskId, kill, readBytes }) => {
    const answer = kill ? await leftAfter(processes.sweep(taskId, true)) : { left: nothingLeft };
    const tail = (name: LogName) =>
      readBytes[name] === 0 ? '' : logs.tail(taskId, name, readBytes[name]).catch(noText(name));
    const noText = (name: LogName) => (error: unknown) => {
      log.write('warn', `its ${name} can't be read: ${textOf(error)}`, { taskId });
      return '';
    };
    const [stdout, stderr] = await Promise.all([tail('stdout'), tail('stderr')]);
    return { kind: 'swept', taskId, ...answer, stdout, stderr };
  },
};

/** One after the other, and no further than the first that can't be had. */
async function openVolumes(
  { volumes, log }: AgentPorts,
  effect: Of<'open-volumes'>,
): Promise<TaskEvent> {
  const { taskId } = effect;
  const opened: StoredVolume[] = [];
  const end = { kind: 'volumes-opened', taskId, opened } as const;
  for (const { id, sizeMib, isNew } of effect.volumes) {
    try {
      const outcome = await volumes.open({ id, sizeMib, isNew, taskId });
      if (outcome === 'missing') return { ...end, missing: id };
      opened.push({ id, sizeMib });
    } catch (error) {
      const text = `volume ${id} can't be had: ${textOf(error)}`;
      log.write('warn', text, { taskId });
      return { ...end, error: text };
    }
  }
  return end;
}

export function runTaskEffect(
  ports: AgentPorts,
  effect: WorkEffect,
): Promise<TaskEvent | undefined> {
  const run = runs[effect.kind] as (
    ports: AgentPorts,
    effect: WorkEffect,
  ) => Promise<TaskEvent | undefined>;
  return run(ports, effect);
}
