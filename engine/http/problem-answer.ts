// What went wrong, as application/problem+json (RFC 9457). Whatever isn't a Problem or fastify's
// own refusal is ours: it is told to the operator's log and only called `internal` to the caller.
import type { FastifyError, FastifyReply } from 'fastify';
import type { ProblemView } from '../../schemas/generated/api.ts';
import { Problem } from '../model/problem.ts';

export const problemView = (problem: Problem): ProblemView => ({
  type: `urn:meridian:problem:${problem.code}`,
  title: problem.message,
  status: problem.status,
  code: problem.code,
  where: problem.where,
  what: problem.what,
  hint: problem.hint,
  remedy: problem.remedy,
});

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (problem.remedy === 'retry') void reply.header('retry-after', '1');
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemView(problem)));
}

/** A Problem for whatever was thrown; undefined for a bug of ours. */
export function asProblem(error: FastifyError | Error, where: string): Problem | undefined {
  if (error instanceof Problem) return error;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (status === 413)
    return new Problem('too-large', { where, what: 'the body is too large', hint: 'send less' });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Problem('bad-request', {
      where,
      what: 'the content type is not application/json',
      hint: 'send JSON, and say so',
    });
  if (status === undefined || status < 400 || status >= 500) return undefined;
  const what = 'the request can’t be read';
  return new Problem('bad-request', { where, what, hint: 'see GET /v1/openapi.json' });
}
