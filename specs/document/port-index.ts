// A check names a port by its name, its index in the task's ports, or its fixed host number.
import type { Task } from '../../schemas/generated/spec.ts';
import type { Scope } from './scope.ts';

export type Ports = NonNullable<Task['ports']>;

/** Index into the ports, or undefined when there is no such port. */
export function portIndex(ports: Ports, port: string | number): number | undefined {
  if (typeof port === 'number' && port < ports.length) return port;
  const isIt = (candidate: Ports[number]): boolean =>
    typeof port === 'string' ? candidate.name === port : candidate.host === port;
  const index = ports.findIndex(isIt);
  return index === -1 ? undefined : index;
}

/** The ports of the document's task; undefined when they can't be told. */
export function knownPorts(scope: Scope): Ports | undefined {
  const path = ['spec', 'task', 'ports'];
  const isKnown = scope.map('spec', 'task') !== undefined && scope.isSound(...path);
  return isKnown ? (scope.at<Ports>(...path) ?? []) : undefined;
}
