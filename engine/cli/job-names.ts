// Jobs and runs as they are typed: what can't be one is told before the engine is asked.
import { parseAttemptId, parseRunId } from '../model/ids.ts';
import { Problem } from '../model/problem.ts';
import type { Call } from './call.ts';

const runHint = 'write one such as /etl/load@t20260101T020000Z; see `meridian runs JOB`';

/** A run's id has an @, which no name has. */
export const isRunLike = (text: string): boolean => text.includes('@');

/** The first argument as a job's name. Throws a Problem. */
export function jobName({ command, name }: Call): string {
  const what = `${quoted(name)} is no job's name`;
  const [job = ''] = name.split(/[#@!]/);
  if (/^\/.*[#@!]/.test(name))
    throw wrong(command, what, `that is something of ${job}: write ${job}`);
  if (name === '' || name === '/') throw wrong(command, what, 'write one such as /etl/load');
  if (name.startsWith('/')) return name;
  const hint = name.includes('/')
    ? `names begin with a slash: write /${name}`
    : 'a name is its whole path, such as /etl/load: see `meridian jobs`';
  throw wrong(command, what, hint);
}

/** The first argument as a run's id. Throws a Problem. */
export function runName({ command, name }: Call): string {
  if (parseRunId(name)) return name;
  const what = `${quoted(name)} is no run's id`;
  const attempt = parseAttemptId(name);
  if (attempt) throw wrong(command, what, `that is an attempt of it: write ${attempt.run}`);
  const isJob = /^\/[^#@!]+$/.test(name);
  throw wrong(command, what, isJob ? `that is a job: see \`meridian runs ${name}\`` : runHint);
}

const wrong = (where: string, what: string, hint: string): Problem =>
  new Problem('bad-request', { where, what, hint });

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));
