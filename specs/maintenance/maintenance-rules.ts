// Rules of a Maintenance by itself: it means some agents, its patterns can be read, and it begins
// and ends at instants that are told without doubt.
import { parseWritten } from '../../engine/lib/calendar/civil.ts';
import { parseDuration } from '../../engine/lib/duration.ts';
import { lastInstantMs, parseInstant } from '../../engine/lib/time.ts';
import type { Maintenance } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import { patternFault } from '../document/policy-rules.ts';
import type { Scope } from '../document/scope.ts';

export const maintenanceRules = (scope: Scope): readonly Finding[] => [
  ...meansNobody(scope),
  ...patternFindings(scope),
  ...timeFindings(scope),
];

const lists = ['agents', 'select'] as const;

function meansNobody(scope: Scope): readonly Finding[] {
  const isTold = scope.map('spec') !== undefined && lists.every((list) => isKnown(scope, list));
  if (!isTold || lists.some((list) => scope.length('spec', list) > 0)) return [];
  const hint = 'add agents: ids, names or host names; or select: attributes that they have';
  return [{ path: ['spec'], at: 'key', code: 'no-agents', message: 'no agent is meant', hint }];
}

const isKnown = (scope: Scope, list: string): boolean => scope.isSound('spec', list);

type Rule = NonNullable<Maintenance['spec']['select']>[number];

function patternFindings(scope: Scope): readonly Finding[] {
  const findings: Finding[] = [];
  const count = scope.length('spec', 'select');
  for (let index = 0; index < count; index += 1) {
    const rule = scope.at<Rule>('spec', 'select', index);
    const fault =
      rule === undefined || rule.operator === 'is' ? undefined : patternFault(rule.value);
    const path = ['spec', 'select', index, 'value'];
    if (fault !== undefined) findings.push({ path, at: 'value', ...fault });
  }
  return findings;
}

const example = 'such as 2026-12-01T02:00:00+01:00 or 2026-12-01T01:00:00Z';

function timeFindings(scope: Scope): readonly Finding[] {
  const start = scope.at<string>('spec', 'start');
  if (start === undefined) return [];
  const at = { path: ['spec', 'start'], at: 'value' } as const;
  const startMs = parseInstant(start);
  if (startMs === undefined) return [{ ...at, code: 'bad-instant', ...noInstant(start) }];
  if (startMs < 0 || startMs > lastInstantMs) {
    const message = `start ${start} is out of range`;
    return [{ ...at, code: 'out-of-range', message, hint: 'from 1970 to 9999' }];
  }
  const duration = scope.at<string>('spec', 'duration');
  const endMs = startMs + (parseDuration(duration ?? '0s') ?? 0);
  if (endMs <= lastInstantMs) return [];
  const message = `from ${start} for ${duration} it ends after the year 9999`;
  const hint = 'leave duration out: until the document is deleted';
  return [{ path: ['spec', 'duration'], at: 'value', code: 'out-of-range', message, hint }];
}

function noInstant(start: string): Pick<Finding, 'message' | 'hint'> {
  const isWritten = parseWritten(start) !== undefined;
  if (!isWritten)
    return { message: `start: ${JSON.stringify(start)} is no instant`, hint: example };
  const isDate = !start.includes('T');
  const message = `start ${start} has no ${isDate ? 'time' : 'offset'}`;
  const hint = isDate ? `a time and an offset, ${example}` : `${start}Z, or an offset: +01:00`;
  return { message, hint };
}
