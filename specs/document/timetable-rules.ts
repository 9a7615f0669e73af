// schedule, cron and timeZone: each can be read, and something comes due by it.
import { zoneNames } from '../../engine/lib/calendar/zone-names.ts';
import { parseCron } from '../../engine/lib/cron.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';
import { isZone, parseInterval } from '../../engine/lib/time.ts';
import { defaultJob } from '../build/defaults.ts';
import type { Finding } from './finding.ts';
import type { Scope } from './scope.ts';

export function timetableRules(scope: Scope): readonly Finding[] {
  const schedule = scope.at<string>('spec', 'schedule');
  const cron = scope.at<string>('spec', 'cron');
  if (schedule === undefined && cron === undefined) return [];
  const zone = scope.at<string>('spec', 'timeZone') ?? defaultJob.timeZone;
  const isKnown = isZone(zone);
  return [
    ...(isKnown ? [] : [unknownZone(zone)]),
    ...(schedule === undefined ? [] : intervalFault(schedule, isKnown ? zone : 'UTC')),
    ...(cron === undefined ? [] : cronFault(cron)),
  ];
}

function unknownZone(zone: string): Finding {
  const meant = suggest(zone, zoneNames());
  return {
    path: ['spec', 'timeZone'],
    at: 'value',
    code: 'unknown-zone',
    message: `no time zone ${zone}`,
    hint: meant === undefined ? 'a zone such as Europe/Berlin' : `did you mean ${meant}?`,
  };
}

function intervalFault(text: string, zone: string): readonly Finding[] {
  const parsed = parseInterval(text, zone);
  const at = { path: ['spec', 'schedule'], at: 'value', code: 'bad-schedule' } as const;
  if (!parsed.ok) return [{ ...at, message: parsed.what, hint: parsed.hint }];
  if (parsed.repeat !== 0) return [];
  const hint = 'R without a number repeats for ever; suspended: true holds it';
  return [{ ...at, message: `schedule ${text} is never due`, hint }];
}

function cronFault(text: string): readonly Finding[] {
  const parsed = parseCron(text);
  if (parsed.ok) return [];
  const at = { path: ['spec', 'cron'], at: 'value', code: 'bad-cron' } as const;
  return [{ ...at, message: parsed.what, hint: parsed.hint }];
}
