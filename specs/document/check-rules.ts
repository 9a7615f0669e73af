// Rules over the fields of a health or readiness check: what its kind takes, what it needs, and
// that the port it names is one of the task's.
import type { Path } from '../../engine/lib/check.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { HealthCheck, ReadinessCheck } from '../../schemas/generated/spec.ts';
import type { Finding } from './finding.ts';
import { knownPorts, type Ports, portIndex } from './port-index.ts';
import type { Scope } from './scope.ts';

export type Check = HealthCheck | ReadinessCheck;

const fieldsOfKind: Readonly<Record<Check['kind'], readonly string[]>> = {
  http: ['port', 'path', 'codes'],
  https: ['port', 'path', 'codes'],
  tcp: ['port'],
  command: ['command'],
};
const kindFields = ['port', 'path', 'codes', 'command'] as const;

export function checkRules(scope: Scope): readonly Finding[] {
  const ports = knownPorts(scope);
  const findings: Finding[] = [];
  for (const list of ['health', 'readiness'] as const) {
    const count = scope.length('spec', list);
    for (let index = 0; index < count; index += 1) {
      const path = ['spec', list, index];
      const check = scope.at<Check>(...path);
      if (check !== undefined) findings.push(...oneCheck(check, ports, path));
    }
  }
  return findings;
}

function oneCheck(check: Check, ports: Ports | undefined, path: Path): readonly Finding[] {
  const allowed = fieldsOfKind[check.kind];
  const foreign = kindFields.filter(
    (field) => check[field] !== undefined && !allowed.includes(field),
  );
  const findings: Finding[] = foreign.map((field) => ({
    path: [...path, field],
    at: 'key',
    code: 'unknown-field',
    message: `a ${check.kind} check has no ${field}`,
    hint: `its own fields are ${allowed.join(', ')}`,
  }));
  if (check.kind !== 'command') return [...findings, ...portFault(check, ports, path)];
  if (check.command !== undefined) return findings;
  const message = 'a command check has no command';
  return [
    ...findings,
    { path, at: 'key', code: 'missing-field', message, hint: 'add command: a shell command' },
  ];
}

function portFault(check: Check, ports: Ports | undefined, path: Path): readonly Finding[] {
  const port = check.port ?? 0;
  if (ports === undefined || portIndex(ports, port) !== undefined) return [];
  const names = ports.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const meant = suggest(String(port), names);
  const known =
    names.length > 0 ? `the task's ports are ${names.join(', ')}` : 'add one to task.ports';
  return [
    {
      path: check.port === undefined ? path : [...path, 'port'],
      at: check.port === undefined ? 'key' : 'value',
      code: 'dangling-port',
      message: ports.length === 0 ? 'the task has no ports' : `the task has no port ${port}`,
      hint: meant === undefined ? known : `did you mean ${meant}?`,
    },
  ];
}
