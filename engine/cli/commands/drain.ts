// Emptying agents for work on their machines, and what is planned of that.
import type { Call } from '../call.ts';
import { waitForDrain } from '../cluster/wait-drain.ts';
import type { CommandSpec } from '../command.ts';
import { maintenanceText } from '../show/agents/maintenance-text.ts';

/** Of `--wait`, unless another is given. */
const defaultTimeoutMs = 3_600_000;

const agentArguments = [
  {
    name: 'AGENT',
    about: 'ids, names where only one has it, or ATTRIBUTE=VALUE for all that have it',
    isRepeated: true,
    completes: 'agent',
  } as const,
];

export const drain: CommandSpec = {
  name: 'drain',
  about: 'Empty agents: nothing more is placed there, instances move, another healthy first.',
  args: agentArguments,
  options: [
    { flags: '--batch N', about: 'agents emptied at a time; the others are placed on last (= 1)' },
    {
      flags: '--jobs-for D',
      about: 'runs that are there after that are stopped and tried elsewhere (= waited for)',
    },
    { flags: '--wait', about: 'until nothing runs there: exit 0, or 1 when the time is over' },
    { flags: '--timeout D', about: 'of --wait (= 1h)' },
  ],
  isRemote: true,
  json: 'api/operation.json#/$defs/OperationAnswerView',
  examples: [
    'meridian drain rack7-3f9a2c --wait && ssh rack7 reboot',
    'meridian drain rack=r2 --batch 5 --jobs-for 30m',
  ],
  async run(call) {
    const batch = call.count('batch', 1, 100_000);
    const jobsMs = call.durationMs('jobs-for');
    const timeoutMs = timeoutOf(call);
    const client = await call.client();
    const answer = await client.operate({
      ...{ kind: 'drain', agents: call.args },
      ...(batch === undefined ? {} : { batch }),
      ...(jobsMs === undefined ? {} : { jobsAfterSeconds: jobsMs / 1000 }),
    });
    call.answer(answer, () => `${answer.message}\n`);
    if (!call.flag('wait')) return 0;
    const left = await waitForDrain(client, call.tools, {
      ...{ agents: answer.agents ?? [], timeoutMs },
      say: (line) => call.tools.io.stderr(`${line}\n`),
    });
    return left.length === 0 ? 0 : 1;
  },
};

function timeoutOf(call: Call): number {
  const given = call.durationMs('timeout');
  if (given !== undefined && !call.flag('wait'))
    throw call.wrong('timeout', 'it is of --wait', 'add --wait, or leave it out');
  return given ?? defaultTimeoutMs;
}

export const undrain: CommandSpec = {
  name: 'undrain',
  about: 'Take drains back: the agents are placed on again, what is still there stays.',
  args: agentArguments,
  isRemote: true,
  json: 'api/operation.json#/$defs/OperationAnswerView',
  examples: ['meridian undrain rack7-3f9a2c', 'meridian undrain rack=r2'],
  async run(call) {
    const answer = await (await call.client()).operate({ kind: 'undrain', agents: call.args });
    return call.answer(answer, () => `${answer.message}\n`);
  },
};

export const maintenance: CommandSpec = {
  name: 'maintenance',
  about: 'Planned absences of agents: windows of the repository and drains, and how far each is.',
  isRemote: true,
  json: 'api/resources/maintenance.json',
  examples: ['meridian maintenance'],
  async run(call) {
    const list = await (await call.client()).maintenance();
    return call.answer(list, () => maintenanceText(list.items, call.page));
  },
};
