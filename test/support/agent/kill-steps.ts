// The steps of starting a task after which the agent is killed, and ports that do it: SIGKILL to
// the own process right after the step was taken for a task of the round that is on.
import type { AgentPorts } from '../../../agentd/loop/ports.ts';
import type { Links } from '../../../agentd/ports/links.ts';
import type { Processes, TaskSight } from '../../../agentd/ports/processes.ts';
import type { Volumes } from '../../../agentd/ports/volumes.ts';

export const killSteps = ['journal', 'fork', 'claim', 'pid', 'start', 'report'] as const;
/** The last two are a volume's: it is there for its task, it is gone. */
export type KillStep = (typeof killSteps)[number] | 'volume' | 'destroy';

/** Which step, of the how-manieth task that takes it. */
export interface KillWish {
  readonly step: KillStep;
  readonly nth: number;
}

type Taken = (step: KillStep, taskId: string) => void;

function killer(wish: KillWish): Taken {
  const taken = new Set<string>();
  return (step, taskId) => {
    if (step !== wish.step) return;
    taken.add(taskId);
    if (taken.size >= wish.nth) process.kill(process.pid, 'SIGKILL');
  };
}

/** Only tasks that began in this process count: others took their steps in an earlier one. */
export function killingPorts(ports: AgentPorts, wish: KillWish): AgentPorts {
  const take = killer(wish);
  const own = new Set<string>();
  return {
    ...ports,
    journal: journalOf(ports, take, own),
    processes: processesOf(ports.processes, take, own),
    volumes: volumesOf(ports.volumes, take, own),
    links: linksOf(ports.links, take, own),
  };
}

function journalOf({ journal }: AgentPorts, take: Taken, own: Set<string>): AgentPorts['journal'] {
  return {
    load: () => journal.load(),
    saveIdentity: (identity) => journal.saveIdentity(identity),
    saveMarks: (taskId, marks, durable) => journal.saveMarks(taskId, marks, durable),
    saveHealth: (taskId, health) => journal.saveHealth(taskId, health),
    remove: (taskId) => journal.remove(taskId),
    saveOrder: async (taskId, file) => {
      await journal.saveOrder(taskId, file);
      own.add(taskId);
      take('journal', taskId);
    },
  };
}

function processesOf(processes: Processes, take: Taken, own: Set<string>): Processes {
  const seen = (taskId: string, sight: TaskSight): TaskSight => {
    if (!own.has(taskId)) return sight;
    if (sight.claimed) take('claim', taskId);
    if (sight.supervisor !== 'none') take('pid', taskId);
    if (sight.child !== undefined) take('start', taskId);
    return sight;
  };
  return {
    bootId: processes.bootId,
    start: async (wish) => {
      const failure = await processes.start(wish);
      if (own.has(wish.taskId)) take('fork', wish.taskId);
      return failure;
    },
    takeClaim: (taskId, note) => processes.takeClaim(taskId, note),
    look: (taskId) => seen(taskId, processes.look(taskId)),
    search: (taskId) => processes.search(taskId),
    signal: (taskId, wish) => processes.signal(taskId, wish),
    sweep: (taskId, kill) => processes.sweep(taskId, kill),
    saveLimits: (taskId, policy) => processes.saveLimits(taskId, policy),
    runCommand: (wish) => processes.runCommand(wish),
    onLauncherEnd: (callback) => processes.onLauncherEnd(callback),
    forget: (taskId) => processes.forget(taskId),
  };
}

function volumesOf(volumes: Volumes, take: Taken, own: Set<string>): Volumes {
  return {
    list: () => volumes.list(),
    open: async (wish) => {
      const outcome = await volumes.open(wish);
      if (own.has(wish.taskId)) take('volume', wish.taskId);
      return outcome;
    },
    destroy: async (id) => {
      await volumes.destroy(id);
      take('destroy', id);
    },
    measure: (id) => volumes.measure(id),
    stop: () => volumes.stop(),
  };
}

function linksOf(links: Links, take: Taken, own: Set<string>): Links {
  return {
    openStream: (streamId) => links.openStream(streamId),
    dial: (calls) => {
      const link = links.dial(calls);
      return {
        close: (reason) => link.close(reason),
        send: (message) => {
          const more = link.send(message);
          if (message.kind === 'report' && own.has(message.task.taskId))
            take('report', message.task.taskId);
          return more;
        },
      };
    },
  };
}
