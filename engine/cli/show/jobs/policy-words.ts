// A job's policy in sentences, those that its trigger makes no use of left out.
import type { JobDetail } from '../../../../schemas/generated/api.ts';
import { formatDuration } from '../../../lib/duration.ts';
import { counted } from '../../../lib/text/spoken-duration.ts';

type Policy = NonNullable<JobDetail['policy']>;

export function policyWords(policy: Policy, trigger: JobDetail['trigger']): readonly string[] {
  const isTimed = trigger.kind === 'schedule' || trigger.kind === 'cron';
  return [
    concurrencyWords(policy, trigger.kind),
    ...(isTimed ? [catchUpWords(policy)] : []),
    ...deadlineWords(policy, isTimed),
    retryWords(policy),
    policy.timeoutMs === undefined
      ? 'an attempt may take as long as it needs'
      : `an attempt is stopped after ${formatDuration(policy.timeoutMs)}`,
    policy.unreachable === 'block'
      ? 'an attempt whose agent is unreachable is waited for'
      : 'an attempt whose agent is unreachable is started elsewhere',
    ...(policy.softError ? ['a run that failed for good counts as done for its children'] : []),
    `${counted(policy.keep, 'ended run')} kept`,
    ...(policy.owners.length === 0 ? [] : [`failures are told to ${policy.owners.join(', ')}`]),
  ];
}

function concurrencyWords({ concurrency }: Policy, kind: JobDetail['trigger']['kind']): string {
  if (concurrency === 'allow') return 'runs may go on side by side (allow)';
  if (concurrency === 'replace') return 'a new run replaces one that is not over (replace)';
  if (kind === 'after') return 'one run at a time: the next one waits for it (forbid)';
  const what = kind === 'manual' ? 'refused' : 'skipped';
  return `one run at a time: a new one is ${what} while one is not over (forbid)`;
}

function catchUpWords({ catchUp, catchUpWindowMs }: Policy): string {
  const window = formatDuration(catchUpWindowMs);
  if (catchUp === 'none') return 'missed due times are not caught up with (none)';
  return catchUp === 'latest'
    ? `of missed due times the last one runs later, if it is at most ${window} old (latest)`
    : `missed due times run later, those at most ${window} old, oldest first (all)`;
}

function deadlineWords({ startingDeadlineMs }: Policy, isTimed: boolean): readonly string[] {
  if (startingDeadlineMs !== undefined)
    return [
      `a run that has not started ${formatDuration(startingDeadlineMs)} after it is due expires`,
    ];
  return isTimed ? ['a run that has not started when the next one is due expires'] : [];
}

function retryWords({ retries: { count, delayMs, factor, maxMs } }: Policy): string {
  if (count === 0) return 'a failed attempt is not tried again';
  const delay = formatDuration(delayMs);
  const pause = `${counted(count, 'retry').replace(/retrys$/, 'retries')} after ${delay}`;
  return factor === 1
    ? pause
    : `${pause}, each pause ${factor} times the last, ${formatDuration(maxMs)} at most`;
}
