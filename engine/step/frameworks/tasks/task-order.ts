// The order for a task that a framework of others described: as it stands there, no templates.
import type { Order } from '../../../../schemas/generated/wire.ts';
import { digestJson } from '../../../lib/digest.ts';
import type { TaskRow } from '../../../model/actual.ts';
import { defaultKill, type TaskInfo } from '../../../model/scheduler-api/task-info.ts';
import { portWords, wireResources } from '../../master/order.ts';

/** Bytes that each of stdout and stderr keeps. */
const logsMaxBytes = 50 * 1024 ** 2;

type Ordered = Pick<TaskRow, 'id' | 'agentId' | 'ports' | 'resources' | 'taskDigest'>;

export function infoOrder(row: Ordered, info: TaskInfo): Order {
  const kill = { ...(info.kill ?? defaultKill) };
  return {
    taskId: row.id,
    taskDigest: row.taskDigest,
    processes: [{ name: 'main', args: argsOf(info) }],
    env: {
      ...info.env,
      MERIDIAN_TASK: row.id,
      MERIDIAN_AGENT: row.agentId,
      ...portWords(row.ports),
    },
    ports: row.ports.map((port) => ({ name: '', port, protocol: 'tcp' })),
    resources: wireResources(row),
    settings: {
      digest: digestJson({ kill, logsMaxBytes }),
      ...{ kill, logsMaxBytes, health: [], readiness: [] },
    },
    ...(info.user === undefined ? {} : { user: info.user }),
  };
}

function argsOf({ command }: TaskInfo): [string, ...string[]] {
  if ('shell' in command) return ['/bin/sh', '-c', command.shell];
  const [program = '/bin/true', ...rest] = command.args;
  return [program, ...rest];
}
