// Operations that aren't wanted state: the engine audits them, and answers once they are stored.
import type { OperationRequest } from '../../client.ts';
import type { Call } from '../call.ts';
import type { CommandSpec } from '../command.ts';
import { appName, rolloutName } from '../names.ts';

async function operate(call: Call, operation: OperationRequest): Promise<number> {
  const answer = await (await call.client()).operate(operation);
  return call.answer(answer, () => `${answer.message}\n`);
}

const appArgument = [
  { name: 'NAME', about: 'an app, such as /shop/web', completes: 'app' } as const,
];

export const pause: CommandSpec = {
  name: 'pause',
  about: 'Hold an app where it is: nothing of it is replaced until it is resumed.',
  args: appArgument,
  isRemote: true,
  json: 'api/operation.json#/$defs/OperationAnswerView',
  examples: ['meridian pause /shop/web'],
  run: async (call) => operate(call, { kind: 'pause', name: appName(call) }),
};

export const resume: CommandSpec = {
  name: 'resume',
  about: 'Let a paused app go on, and try again what had failed.',
  args: appArgument,
  isRemote: true,
  json: 'api/operation.json#/$defs/OperationAnswerView',
  examples: ['meridian resume /shop/web'],
  run: async (call) => operate(call, { kind: 'resume', name: appName(call) }),
};

export const abort: CommandSpec = {
  name: 'abort',
  about: 'Give a rollout up: the app stays as it is until the next commit or `resume`.',
  args: [
    {
      name: 'ROLLOUT',
      about: 'its id, as `meridian rollouts` shows it: /shop/web!4',
      completes: 'rollout',
    },
  ],
  isRemote: true,
  json: 'api/operation.json#/$defs/OperationAnswerView',
  examples: ["meridian abort '/shop/web!4'"],
  run: async (call) => operate(call, { kind: 'abort', rollout: rolloutName(call) }),
};

export const gone: CommandSpec = {
  name: 'gone',
  about: 'Declare that an agent never comes back: its tasks count as lost and start elsewhere.',
  args: [{ name: 'AGENT', about: 'its id, or its name where only one has it', completes: 'agent' }],
  isRemote: true,
  json: 'api/operation.json#/$defs/OperationAnswerView',
  examples: ['meridian gone rack7-3f9a2c'],
  run: async (call) => operate(call, { kind: 'gone', agent: call.name }),
};

export const release: CommandSpec = {
  name: 'release',
  about: 'Give up what is kept: for a slot or a Volume, by frameworks, or for nobody known.',
  args: [
    {
      name: 'NAME',
      about: 'as `volumes` and `agents` show it: /shop/db#0, a Volume, a volume’s id, ROLE@AGENT',
      completes: 'volume',
    },
  ],
  isRemote: true,
  json: 'api/operation.json#/$defs/OperationAnswerView',
  examples: [
    "meridian release '/shop/db#0'",
    'meridian release /shop/data',
    'meridian release db@rack7-3f9a2c',
  ],
  run: async (call) => operate(call, { kind: 'release', name: call.name }),
};
