// Rules over several fields of a task: one way to say what runs, names and numbers of ports once
// each, no name of ours in env.
import type { Path } from '../../engine/lib/check.ts';
import type { Finding } from './finding.ts';
import { isReservedEnv } from './reserved-env.ts';
import type { Scope } from './scope.ts';

export function taskRules(scope: Scope): readonly Finding[] {
  return [
    ...whatRuns(scope.map('spec', 'task')),
    ...portsOnce(scope),
    ...reservedNames(scope.map('spec', 'task', 'env') ?? {}),
  ];
}

const ways = ['command', 'args', 'processes'] as const;

function whatRuns(task: Readonly<Record<string, unknown>> | undefined): readonly Finding[] {
  if (task === undefined) return [];
  const used = ways.filter((way) => task[way] !== undefined);
  const hint = 'exactly one of command and args';
  if (used.length === 0 && task.container === undefined) {
    const message = 'task has neither command nor args';
    return [{ path: ['spec', 'task'], at: 'key', code: 'missing-field', message, hint }];
  }
  return used.slice(1).map((way) => ({
    path: ['spec', 'task', way],
    at: 'key',
    code: 'exclusive-fields',
    message: `task has both ${used[0]} and ${way}`,
    hint,
  }));
}

function portsOnce(scope: Scope): readonly Finding[] {
  const findings: Finding[] = [];
  const count = scope.length('spec', 'task', 'ports');
  for (const field of ['name', 'host'] as const) {
    const seen = new Set<string | number>();
    for (let index = 0; index < count; index += 1) {
      const value = scope.at<string | number>('spec', 'task', 'ports', index, field);
      if (value === undefined || value === 0) continue;
      if (seen.has(value)) findings.push(repeated(['spec', 'task', 'ports', index, field], value));
      seen.add(value);
    }
  }
  return findings;
}

const repeated = (path: Path, value: string | number): Finding => ({
  path,
  at: 'value',
  code: 'duplicate-port',
  message: `another port of the task has the ${path.at(-1)} ${value}`,
  hint: 'each is unique in a task',
});

/** Also for the env of a Group. */
export function reservedNames(env: Readonly<Record<string, unknown>>): readonly Finding[] {
  return Object.keys(env)
    .filter(isReservedEnv)
    .map((name) => ({
      path: ['spec', 'task', 'env', name],
      at: 'key',
      code: 'reserved-env',
      message: `${name} is a name that Meridian sets itself`,
      hint: 'give it another name',
    }));
}
