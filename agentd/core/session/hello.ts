// What an agent says of itself when it registers: every task whose end isn't acknowledged, and
// every volume, since the engine must learn of each that is there. The tasks' texts have the room
// that is left.
import type { AgentFacts } from '../../../engine/model/actual.ts';
import { factsOnWire } from '../../../engine/model/agent-facts.ts';
import type { Register } from '../../../schemas/generated/wire.ts';
import { isEndAcked, type Task } from '../task/task.ts';
import { fittedReports, jsonBytes, reportsMaxBytes } from './fitted-reports.ts';

export type Hello = Pick<Register, 'facts' | 'tasks' | 'volumes' | 'bootId'>;

export interface Known {
  readonly facts: AgentFacts;
  readonly bootId: string;
  readonly tasks: Iterable<Task>;
  /** Their ids, sorted. */
  readonly volumes: readonly string[];
}

export function helloOf({ facts, bootId, tasks, volumes }: Known): Hello {
  const told = [...tasks].filter((task) => !isEndAcked(task));
  const reports = told.flatMap(({ taskId, taskDigest, order, voice: { status } }) => {
    const ports = order?.ports.map(({ port }) => port) ?? [];
    return status === undefined ? [] : [{ taskId, taskDigest, ports, status }];
  });
  const fitted = fittedReports(reports, reportsMaxBytes - jsonBytes(volumes));
  return { facts: factsOnWire(facts), bootId, tasks: [...fitted], volumes: [...volumes] };
}
