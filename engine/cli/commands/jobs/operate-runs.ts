// Operations on runs: run, cancel, retry. The engine audits them, and answers once they are stored.
import type { RunDetail } from '../../../../schemas/generated/api.ts';
import type { EngineClient, OperationRequest } from '../../../client.ts';
import { isRunOver } from '../../../model/jobs.ts';
import { Problem } from '../../../model/problem.ts';
import type { Call } from '../../call.ts';
import { waitForRun } from '../../cluster/wait-run.ts';
import type { CommandSpec } from '../../command.ts';
import { jobName, runName } from '../../job-names.ts';
import { runText } from '../../show/jobs/run-text.ts';

const answerSchema = 'api/operation.json#/$defs/OperationAnswerView';
const runArgument = [
  {
    name: 'RUN',
    about: 'its id, as `meridian runs JOB` shows it: /etl/load@t20260131T020000Z',
    completes: 'run',
  } as const,
];

const waitOptions = [
  { flags: '--wait', about: 'until the run is over' },
  { flags: '--timeout D', about: 'with --wait: so long at most, then exit 1 (= 24h)' },
];

export const run: CommandSpec = {
  name: 'run',
  about: 'Run a job now, besides its timetable; with --wait exit 0 when it succeeded, else 1.',
  args: [{ name: 'JOB', about: 'its name, such as /etl/load', completes: 'job' }],
  options: [
    { flags: '--env K=V', about: 'a variable for this run; as often as needed', isRepeated: true },
    ...waitOptions,
  ],
  isRemote: true,
  json: [answerSchema, 'api/run.json#/$defs/RunDetail'],
  examples: ['meridian run /etl/load', 'meridian run /etl/load --env DAY=2026-01-30 --wait'],
  async run(call) {
    const job = jobName(call);
    const env = envOf(call);
    const timeoutMs = waitMsOf(call);
    const client = await call.client();
    const answer = await client.operate({ kind: 'run', job, ...(env ? { env } : {}) });
    const { run: id } = answer;
    if (id === undefined) return call.answer(answer, () => `${answer.message}\n`);
    if (timeoutMs !== undefined) return wait(call, client, id, timeoutMs);
    return call.answer(answer, () => `${id}\n${followText(id)}\n`);
  },
};

const followText = (id: string): string =>
  `\`meridian runs ${id}\` shows how it is,\n\`meridian logs ${id} --follow\` what it says`;

const defaultTimeoutMs = 86_400_000;

/** Undefined: nothing is waited for. */
function waitMsOf(call: Call): number | undefined {
  const timeoutMs = call.durationMs('timeout');
  if (call.flag('wait')) return timeoutMs ?? defaultTimeoutMs;
  if (timeoutMs === undefined) return undefined;
  throw call.wrong('timeout', 'nothing is waited for', 'give --wait too, or leave it out');
}

/** Values may be secrets: no message holds one. */
function envOf(call: Call): Readonly<Record<string, string>> | undefined {
  const env: Record<string, string> = {};
  for (const [at, text] of call.texts('env').entries()) {
    const [, name = '', value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
    const which = `number ${at + 1}`;
    if (name === '')
      throw call.wrong('env', `${which} is no K=V`, 'write one such as DAY=2026-01-30');
    if (Object.hasOwn(env, name))
      throw call.wrong('env', `${name} is given twice`, 'give each name once');
    env[name] = value;
  }
  return Object.keys(env).length === 0 ? undefined : env;
}

async function wait(
  call: Call,
  client: EngineClient,
  id: string,
  timeoutMs: number,
): Promise<number> {
  call.progress(`waiting for ${id}`);
  const say = (line: string): void => call.progress(`  ${line}`);
  const ended = await waitForRun(client, call.tools, { id, timeoutMs, say });
  call.answer(ended, () => runText(ended, call.page));
  return exitOf(ended);
}

function exitOf(ended: RunDetail): number {
  if (isRunOver(ended.state)) return ended.state === 'succeeded' ? 0 : 1;
  throw new Problem('timeout', {
    where: ended.id,
    what: `isn't over, it is ${ended.state}`,
    hint: `it goes on: \`meridian why ${ended.id}\`, \`meridian cancel ${ended.id}\` ends it`,
  });
}

async function change(call: Call, kind: 'cancel' | 'retry'): Promise<number> {
  const operation: OperationRequest = { kind, run: runName(call) };
  const timeoutMs = waitMsOf(call);
  const client = await call.client();
  const answer = await client.operate(operation);
  if (timeoutMs !== undefined) return wait(call, client, operation.run, timeoutMs);
  return call.answer(answer, () => `${answer.message}\n`);
}

export const cancel: CommandSpec = {
  name: 'cancel',
  about: 'End a run: its attempt is stopped, or it never starts. What comes after it waits.',
  args: runArgument,
  isRemote: true,
  json: answerSchema,
  examples: ['meridian cancel /etl/load@m42'],
  run: (call) => change(call, 'cancel'),
};

export const retry: CommandSpec = {
  name: 'retry',
  about:
    'Give a run that failed or was cancelled further attempts; what waits for it goes on then.',
  args: runArgument,
  options: waitOptions,
  isRemote: true,
  json: [answerSchema, 'api/run.json#/$defs/RunDetail'],
  examples: ['meridian retry /etl/load@t20260131T020000Z --wait'],
  run: (call) => change(call, 'retry'),
};
