// Operations that aren't wanted state: the engine audits them, and answers once they are stored.
import type { OperationRequest } from '../../client.ts';
import type { Call } from '../call.ts';
import type { CommandSpec } from '../command.ts';

async function operate(call: Call, operation: OperationRequest): Promise<number> {
  const answer = await (await call.client()).operate(operation);
  return call.answer(answer, () => `${answer.message}\n`);
}

const appName = [{ name: 'NAME', about: 'an app, such as /shop/web' }];

export const pause: CommandSpec = {
  name: 'pause',
  about: 'Hold an app where it is: nothing of it is replaced until it is resumed.',
  args: appName,
  isRemote: true,
  examples: ['meridian pause /shop/web'],
  run: (call) => operate(call, { kind: 'pause', name: call.name }),
};

export const resume: CommandSpec = {
  name: 'resume',
  about: 'Let a paused app go on, and try again what had failed.',
  args: appName,
  isRemote: true,
  examples: ['meridian resume /shop/web'],
  run: (call) => operate(call, { kind: 'resume', name: call.name }),
};

export const abort: CommandSpec = {
  name: 'abort',
  about: 'Give a rollout up: the app stays as it is until the next commit or `resume`.',
  args: [{ name: 'ROLLOUT', about: 'its id, as `meridian rollouts` shows it: /shop/web!4' }],
  isRemote: true,
  examples: ["meridian abort '/shop/web!4'"],
  run: (call) => operate(call, { kind: 'abort', rollout: call.name }),
};

export const gone: CommandSpec = {
  name: 'gone',
  about: 'Declare that an agent never comes back: its tasks count as lost and start elsewhere.',
  args: [{ name: 'AGENT', about: 'its id, or its name where only one has it' }],
  isRemote: true,
  examples: ['meridian gone rack7-3f9a2c'],
  run: (call) => operate(call, { kind: 'gone', agent: call.name }),
};
