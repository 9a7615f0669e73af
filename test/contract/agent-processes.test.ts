import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { JournalFiles } from '../../agentd/adapters/journal/journal-files.ts';
import { NativeProcesses } from '../../agentd/adapters/processes/native-processes.ts';
import { taskFolder } from '../../agentd/ports/task-folder.ts';
import { FakeMachine, FakeProcesses } from '../support/agent/fakes/fake-machine.ts';
import { myselfRules } from '../support/agent/myself.ts';
import { killTasksUnder } from '../support/cluster/task-processes.ts';
import { drivenProcesses } from '../support/sim/driven-machine.ts';
import { HandMachine, programText } from '../support/sim/hand-machine.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type ProcessesWorld, processesContract } from './agent-processes.ts';

processesContract('processes in memory', () => {
  const machine = new FakeMachine();
  const kinds = new Map<string, string>();
  return {
    processes: new FakeProcesses(machine),
    prepare: async () => {},
    command: (taskId, kind) => {
      kinds.set(taskId, kind);
      if (kind === 'deaf') machine.deaf.add(taskId);
      return kind;
    },
    runs: (taskId) => machine.task(taskId).runs,
    killSupervisor: (taskId) => machine.killSupervisor(taskId),
    tick: () => {
      machine.settle();
      for (const [taskId, kind] of kinds) if (kind === 'short') machine.endCommand(taskId, 0);
      machine.settle();
    },
  };
});

processesContract('processes of a simulated machine', () => {
  const world = new HandMachine();
  const programs = {
    short: programText({ livesMs: 50 }),
    long: programText(),
    deaf: programText({ endsMs: -1 }),
  };
  return {
    processes: drivenProcesses(world),
    prepare: (taskId) => world.done(world.ports.journal.saveOrder(taskId, { taskId })),
    command: (_, kind) => programs[kind],
    runs: (taskId) => world.task(taskId)?.runs ?? 0,
    killSupervisor: () => world.machine.strangerKills('supervisor'),
    tick: () => void world.kernel.agenda.step(),
  };
});

processesContract('native processes', (): ProcessesWorld => {
  const folder = tempFolder();
  onTestFinished(() => killTasksUnder(folder));
  const work = join(folder, 'work');
  mkdirSync(join(work, 'tasks'), { recursive: true });
  const marks = join(folder, 'marks');
  const ends = {
    short: 'exit 0',
    long: 'exec sleep 1000',
    deaf: `trap '' TERM; sleep 1000; sleep 1000`,
  };
  const journal = new JournalFiles(work);
  return {
    processes: new NativeProcesses(work, myselfRules),
    prepare: (taskId) => journal.saveOrder(taskId, { taskId }),
    command: (taskId, kind) => `echo '${taskId}' >> '${marks}'; ${ends[kind]}`,
    runs: (taskId) =>
      existsSync(marks)
        ? readFileSync(marks, 'utf8')
            .split('\n')
            .filter((line) => line === taskId).length
        : 0,
    killSupervisor: (taskId) => {
      const [pid] = readFileSync(`${taskFolder(work, taskId)}/pid`, 'utf8').split(' ');
      process.kill(Number(pid), 'SIGKILL');
    },
    tick: () => {},
  };
});
