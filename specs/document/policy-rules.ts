// Rules over several fields of the policies: placement, update, unreachable.
import { parseDuration } from '../../engine/lib/duration.ts';
import { readPlacementPattern } from '../../engine/model/placement-pattern.ts';
import type { App, PlacementRule, Update } from '../../schemas/generated/spec.ts';
import { hasVolumes } from '../volumes/volume-rules.ts';
import type { Finding } from './finding.ts';
import type { Scope } from './scope.ts';

export function placementRules(scope: Scope): readonly Finding[] {
  const findings: Finding[] = [];
  const count = scope.length('spec', 'placement');
  for (let index = 0; index < count; index += 1) {
    const rule = scope.at<PlacementRule>('spec', 'placement', index);
    const fault = rule === undefined ? undefined : placementFault(rule);
    if (rule === undefined || fault === undefined) continue;
    const hasValue = rule.value !== undefined;
    const path = ['spec', 'placement', index, ...(hasValue ? ['value'] : [])];
    findings.push({ path, at: hasValue ? 'value' : 'key', ...fault });
  }
  return findings;
}

type Fault = Pick<Finding, 'code' | 'message' | 'hint'>;

const badValue = (message: string, hint: string): Fault => ({
  code: 'bad-placement',
  message,
  hint,
});

function placementFault({ operator, value }: PlacementRule): Fault | undefined {
  switch (operator) {
    case 'unique':
      return value === undefined ? undefined : badValue('unique takes no value', 'leave value out');
    case 'cluster':
      return undefined;
    case 'group-by':
      return value === undefined ? undefined : wholeNumberFault(operator, value);
    case 'max-per':
    case 'limit':
      return value === undefined ? needsValue(operator) : wholeNumberFault(operator, value);
    case 'like':
    case 'unlike':
      return value === undefined ? needsValue(operator) : patternFault(value);
    case 'is':
      return value === undefined ? needsValue(operator) : undefined;
  }
}

const needsValue = (operator: string): Fault => ({
  code: 'missing-field',
  message: `${operator} has no value`,
  hint: operator.endsWith('like') ? 'add value: a regular expression' : 'add value',
});

const wholeNumberFault = (operator: string, value: string): Fault | undefined =>
  /^[1-9]\d{0,5}$/.test(value)
    ? undefined
    : badValue(`the value of ${operator} is ${JSON.stringify(value)}`, 'a whole number from 1');

/** The expression is matched against the whole value of an attribute. */
export function patternFault(value: string): Fault | undefined {
  const reading = readPlacementPattern(value);
  return reading.ok ? undefined : badValue(reading.what, reading.hint);
}

export function updateRules(scope: Scope): readonly Finding[] {
  const batch = scope.at<NonNullable<NonNullable<Update>['batch']>>('spec', 'update', 'batch');
  if (batch?.size == null || batch.sizes == null) return [];
  return [
    {
      path: ['spec', 'update', 'batch', 'sizes'],
      at: 'key',
      code: 'exclusive-fields',
      message: 'batch has both size and sizes',
      hint: 'size for equal batches, or sizes for growing ones',
    },
  ];
}

type Unreachable = NonNullable<App['spec']['unreachable']>;

export function unreachableRules(scope: Scope): readonly Finding[] {
  const unreachable = scope.at<Unreachable>('spec', 'unreachable');
  // With volumes both are never, or told by volumes/.
  if (unreachable === undefined || hasVolumes(scope)) return [];
  const { inactiveAfter = '0s', expungeAfter = '0s' } = unreachable;
  if (afterMs(inactiveAfter) <= afterMs(expungeAfter)) return [];
  const field = unreachable.expungeAfter === undefined ? 'inactiveAfter' : 'expungeAfter';
  return [
    {
      path: ['spec', 'unreachable', field],
      at: 'value',
      code: 'out-of-range',
      message: `expungeAfter ${expungeAfter} is before inactiveAfter ${inactiveAfter}`,
      hint: `expungeAfter: ${inactiveAfter}${inactiveAfter === 'never' ? '' : ' or later'}`,
    },
  ];
}

const afterMs = (text: string): number =>
  text === 'never' ? Number.POSITIVE_INFINITY : (parseDuration(text) ?? 0);
