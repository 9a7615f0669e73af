// What went wrong, as application/problem+json (RFC 9457). Whatever isn't a Problem or fastify's
// own refusal is ours: it is told to the operator's log and only called `internal` to the caller.
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

/** What fastify says of its own refusals. */
interface ServerFault {
  readonly statusCode: number;
  readonly code: string;
}

/** A Problem for whatever was thrown; undefined for a bug of ours. */
export function asProblem(error: Error, where: string): Problem | undefined {
  if (error instanceof Problem) return error;
  const { statusCode: status, code = '' } = error as Error & Partial<ServerFault>;
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
