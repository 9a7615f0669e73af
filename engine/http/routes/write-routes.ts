// What may be asked of the engine that isn't wanted state; each is audited.

import type {
  AbortOperation,
  AppOperation,
  GoneOperation,
} from '../../../schemas/generated/api.ts';
import { objectName } from '../../model/ids.ts';
import { Problem } from '../../model/problem.ts';
import type { Operation } from '../../step/events.ts';
import { callerOf } from '../guard.ts';
import { json, type Route, type RouteCall, viewed } from './route.ts';

type OperationBody = AppOperation | AbortOperation | GoneOperation;

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
    summary: 'Pauses or resumes an app, aborts a rollout, or declares an agent gone.',
    body: 'operation.json#/$defs/OperationBody',
    answer: 'operation.json#/$defs/OperationAnswerView',
    produces: json,
    hasEtag: false,
    handle: async ({ face }, call) => {
      const operation = operationOf(call.body as OperationBody);
      const answer = await face.operate(operation, whoOf(call));
      if (answer.ok) return viewed({ formatVersion: 1, message: answer.message });
      const where = 'name' in operation ? operation.name : operation.kind;
      throw new Problem(answer.code, { where, what: answer.what, hint: answer.hint });
    },
  },
];

const operationOf = (body: OperationBody): Operation =>
  'name' in body ? { kind: body.kind, name: objectName(body.name) } : body;

const whoOf = ({ headers, remoteAddress }: RouteCall): string => callerOf(headers, remoteAddress);
