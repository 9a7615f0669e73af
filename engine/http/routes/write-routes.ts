// What may be asked of the engine that isn't wanted state; each is audited.

import type {
  AbortOperation,
  AppOperation,
  DrainOperation,
  GoneOperation,
  ReleaseOperation,
  RunChange,
  RunOperation,
  UndrainOperation,
} from '../../../schemas/generated/api.ts';
import { objectName } from '../../model/ids.ts';
import { Problem } from '../../model/problem.ts';
import type { Operation } from '../../step/events.ts';
import { callerOf } from '../guard.ts';
import { checkedEnv } from '../runs/run-env.ts';
import { runIdIn } from '../subject.ts';
import { json, type Route, type RouteCall, viewed } from './route.ts';

type OperationBody =
  | AppOperation
  | AbortOperation
  | GoneOperation
  | DrainOperation
  | UndrainOperation
  | ReleaseOperation
  | RunOperation
  | RunChange;

export const writeRoutes: readonly Route[] = [
  {
    id: 'sync',
    method: 'POST',
    path: '/v1/sync',
    access: 'write',
    summary: 'Fetches the repository once; answered when what came of it is stored.',
    answer: 'operation.json#/$defs/SyncAnswer',
    produces: json,
    hasEtag: false,
    handle: async ({ face }) => viewed({ formatVersion: 1, ...(await face.sync()) }),
  },
  {
    id: 'operate',
    method: 'POST',
    path: '/v1/operations',
    access: 'write',
    summary:
      'Pauses or resumes an app, aborts a rollout, declares an agent gone, drains agents or ' +
      'takes that back, gives a volume up, runs a job, cancels or retries a run.',
    body: 'operation.json#/$defs/OperationBody',
    answer: 'operation.json#/$defs/OperationAnswerView',
    produces: json,
    hasEtag: false,
    handle: async ({ face }, call) => {
      const operation = operationOf(call.body as OperationBody);
      const answer = await face.operate(operation, whoOf(call));
      if (!answer.ok)
        throw new Problem(answer.code, {
          where: subjectOf(operation),
          what: answer.what,
          hint: answer.hint,
        });
      const { ok: _, ...rest } = answer;
      return viewed({ formatVersion: 1, ...rest });
    },
  },
];

function operationOf(body: OperationBody): Operation {
  switch (body.kind) {
    case 'pause':
    case 'resume':
      return { kind: body.kind, name: objectName(body.name) };
    case 'run':
      return { kind: 'run', name: objectName(body.job), env: checkedEnv(body.env ?? {}) };
    case 'cancel':
    case 'retry':
      return { kind: body.kind, run: runIdIn(body.run) };
    case 'drain':
      return drainOf(body);
    case 'undrain':
      return { kind: 'undrain', agents: [...body.agents] };
    case 'abort':
    case 'gone':
    case 'release':
      return body;
  }
}

const drainOf = ({ agents, batch = 1, jobsAfterSeconds }: DrainOperation): Operation => ({
  ...{ kind: 'drain', agents: [...agents], batch },
  ...(jobsAfterSeconds === undefined ? {} : { jobsAfterMs: Math.round(jobsAfterSeconds * 1000) }),
});

function subjectOf(operation: Operation): string {
  if ('name' in operation) return operation.name;
  if ('agents' in operation) return operation.agents.join(' ');
  return 'run' in operation ? operation.run : operation.kind;
}

const whoOf = ({ headers, remoteAddress }: RouteCall): string => callerOf(headers, remoteAddress);
