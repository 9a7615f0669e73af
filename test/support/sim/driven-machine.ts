// A simulated machine's ports for those who don't know of its world: it goes on by itself until
// what they ask for is done.
import type { Journal } from '../../../agentd/ports/journal.ts';
import type { Processes } from '../../../agentd/ports/processes.ts';
import type { Volumes } from '../../../agentd/ports/volumes.ts';
import type { HandMachine } from './hand-machine.ts';

export function drivenProcesses(world: HandMachine): Processes {
  const { processes } = world.ports;
  return {
    bootId: processes.bootId,
    start: (wish) => world.done(processes.start(wish)),
    takeClaim: (taskId, note) => world.done(processes.takeClaim(taskId, note)),
    look: (taskId) => processes.look(taskId),
    search: (taskId) => world.done(processes.search(taskId)),
    signal: (taskId, wish) => world.done(processes.signal(taskId, wish)),
    sweep: (taskId, kill) => world.done(processes.sweep(taskId, kill)),
    saveLimits: (taskId, policy) => world.done(processes.saveLimits(taskId, policy)),
    runCommand: (wish) => world.done(processes.runCommand(wish)),
    onLauncherEnd: (callback) => processes.onLauncherEnd(callback),
    forget: (taskId) => processes.forget(taskId),
  };
}

export function drivenJournal(world: HandMachine): Journal {
  const { journal } = world.ports;
  return {
    load: () => world.done(journal.load()),
    saveIdentity: (identity) => world.done(journal.saveIdentity(identity)),
    saveOrder: (taskId, file) => world.done(journal.saveOrder(taskId, file)),
    saveMarks: (taskId, marks, durable) => world.done(journal.saveMarks(taskId, marks, durable)),
    saveHealth: (taskId, health) => world.done(journal.saveHealth(taskId, health)),
    remove: (taskId) => world.done(journal.remove(taskId)),
  };
}

export function drivenVolumes(world: HandMachine): Volumes {
  const { volumes } = world.ports;
  return {
    list: () => world.done(volumes.list()),
    open: (wish) => world.done(volumes.open(wish)),
    destroy: (id) => world.done(volumes.destroy(id)),
    measure: (id) => world.done(volumes.measure(id)),
    stop: () => volumes.stop(),
  };
}
