// Rules over the fields of a Job: one way to say when it runs, a timetable that can be read and
// comes due, no field that means nothing the way it runs, no Job followed twice.
import type { Job } from '../../schemas/generated/spec.ts';
import { defaultRetries } from '../build/defaults.ts';
import { durationMs } from '../build/quantities.ts';
import type { Finding } from './finding.ts';
import type { Scope } from './scope.ts';
import { timetableRules } from './timetable-rules.ts';

type Fields = Job['spec'];

const triggers = ['schedule', 'cron', 'after', 'manual'] as const;
type TriggerField = (typeof triggers)[number];

export function jobRules(scope: Scope): readonly Finding[] {
  const spec = scope.map('spec');
  if (spec === undefined) return [];
  const used = triggers.filter((trigger) => Object.hasOwn(spec, trigger));
  const [first] = used;
  return [
    ...oneTrigger(used),
    ...(used.length === 1 && first !== undefined ? idleFields(spec, first) : []),
    ...timetableRules(scope),
    ...repeatedParents(scope),
    ...retryRules(scope),
  ];
}

function oneTrigger(used: readonly TriggerField[]): readonly Finding[] {
  const hint = 'exactly one of schedule, cron, after and manual';
  if (used.length === 0) {
    const message = 'spec says not when it runs';
    return [{ path: ['spec'], at: 'key', code: 'missing-field', message, hint }];
  }
  return used.slice(1).map((trigger) => ({
    path: ['spec', trigger],
    at: 'key',
    code: 'exclusive-fields',
    message: `spec has both ${used[0]} and ${trigger}`,
    hint,
  }));
}

const ofTimetables = ['timeZone', 'catchUp', 'catchUpWindow'] as const;

/** A deadline means something to every Job: it counts from what started the run. */
function idleFields(
  spec: Readonly<Record<string, unknown>>,
  trigger: TriggerField,
): readonly Finding[] {
  if (trigger === 'schedule' || trigger === 'cron') {
    const isIdle = spec.catchUp === 'none' && Object.hasOwn(spec, 'catchUpWindow');
    return isIdle ? [idle('catchUpWindow', 'with catchUp: none')] : [];
  }
  const why = trigger === 'after' ? 'for a Job that follows others' : 'for a Job without due times';
  return ofTimetables
    .filter((field) => Object.hasOwn(spec, field))
    .map((field) => idle(field, why));
}

const idle = (field: (typeof ofTimetables)[number], why: string): Finding => ({
  path: ['spec', field],
  at: 'key',
  code: 'idle-field',
  message: `${field} means nothing ${why}`,
  hint: why.startsWith('with') ? 'take it out' : 'take it out: it goes with schedule or cron',
});

function repeatedParents(scope: Scope): readonly Finding[] {
  const after = scope.at<readonly string[]>('spec', 'after') ?? [];
  return after.flatMap((name, index) =>
    after.indexOf(name) === index
      ? []
      : [
          {
            path: ['spec', 'after', index],
            at: 'value',
            code: 'repeated-name',
            message: `${name} stands in after twice`,
            hint: 'once will do',
          },
        ],
  );
}

function retryRules(scope: Scope): readonly Finding[] {
  const retries = scope.at<NonNullable<Fields['retries']>>('spec', 'retries');
  if (retries === undefined) return [];
  const path = ['spec', 'retries'];
  const findings: Finding[] = [];
  if (retries.count === undefined) {
    const hint = 'add count: how many attempts after the first';
    const message = 'retries has no count, so nothing is tried again';
    findings.push({ path, at: 'key', code: 'missing-field', message, hint });
  }
  const delayMs = durationMs(retries.delay, defaultRetries.delayMs);
  if (delayMs <= durationMs(retries.max, defaultRetries.maxMs)) return findings;
  const { delay = '60s', max = '1h' } = retries;
  const message = `delay ${delay} is more than max ${max}`;
  const field = retries.max === undefined ? 'delay' : 'max';
  const hint = field === 'max' ? `max: ${delay} or more` : 'add max: the delay grows no further';
  findings.push({ path: [...path, field], at: 'value', code: 'out-of-range', message, hint });
  return findings;
}
