// What `status --watch` tells changes by: the counts, the newest revision, and who waits for what.
// A wait whose words change (a countdown, a count) is the same wait.
import type { AppDetail, StatusView } from '../../../schemas/generated/api.ts';
import { shortCommit, tally, waitText } from '../show/words.ts';
import type { Fact } from './watched.ts';

export function statusFacts(status: StatusView): ReadonlyMap<string, Fact> {
  const { latest } = status;
  const facts = new Map<string, Fact>();
  if (latest !== undefined) {
    const { number, commit, state, subject } = latest;
    const text = `${number} ${shortCommit(commit)} ${state}: ${subject}`;
    facts.set('revision', { subject: 'revision', state: `${number} ${state}`, text });
  }
  for (const name of ['agents', 'apps', 'jobs', 'tasks'] as const) {
    const text = tally(status[name]) || 'none';
    if (name === 'jobs' && text === 'none') continue;
    facts.set(name, { subject: name, state: text, text });
  }
  for (const wait of status.waits) facts.set(...waitFact(wait.subject, wait));
  return facts;
}

export function appFacts(app: AppDetail): ReadonlyMap<string, Fact> {
  const { name, state, instances, version, waits } = app;
  const { healthy, wanted } = instances;
  const at = version === undefined ? '' : ` of ${shortCommit(version.revision)}`;
  const text = `${state}, ${healthy} of ${wanted}${at} healthy`;
  const facts = new Map<string, Fact>([['state', { subject: name, state: text, text }]]);
  for (const wait of waits) facts.set(...waitFact(name, wait));
  return facts;
}

function waitFact(subject: string, wait: { kind: string; text: string }): [string, Fact] {
  const { kind } = wait;
  const fact = { subject, state: kind, text: waitText(wait), over: `no longer ${kind}` };
  return [`${subject} ${kind}`, fact];
}

/** Without clocks. */
export const stillStatus = (status: StatusView): string =>
  JSON.stringify(status, (key, value) =>
    key === 'nowMs' || key === 'checkedMs' || key === 'text' ? undefined : value,
  );

export const stillApp = (app: AppDetail): string =>
  JSON.stringify(app, (key, value) => (key === 'text' || key === 'deadlineMs' ? undefined : value));
