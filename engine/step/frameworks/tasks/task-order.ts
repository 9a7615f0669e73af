// The order for a task that a framework of others described: as it stands there, no templates.
import type { Order } from '../../../../schemas/generated/wire.ts';
import { digestJson } from '../../../lib/digest.ts';
import type { PlacedVolume } from '../../../lib/volume-paths.ts';
import type { MadeVolume, TaskRow } from '../../../model/actual.ts';
import { defaultKill, type TaskInfo } from '../../../model/scheduler-api/task-info.ts';
import { portWords, wireResources } from '../../master/launch/order.ts';

/** Bytes that each of stdout and stderr keeps. */
const logsMaxBytes = 50 * 1024 ** 2;

type Ordered = Pick<TaskRow, 'id' | 'agentId' | 'ports' | 'resources' | 'taken' | 'taskDigest'>;

type Made = ReadonlyMap<string, MadeVolume>;

/** `made`: frameworks' volumes on its agent, by name. */
export function infoOrder(row: Ordered, info: TaskInfo, made?: Made): Order {
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
    ...(info.volumes === undefined ? {} : { volumes: volumesOf(row, info.volumes, made) }),
    ...(info.user === undefined ? {} : { user: info.user }),
  };
}

const volumesOf = (
  { taken = [] }: Ordered,
  volumes: readonly PlacedVolume[],
  made?: Made,
): NonNullable<Order['volumes']> =>
  volumes.map(({ id, path }) => {
    const value = taken.find(({ disk }) => disk?.volume?.id === id)?.value;
    const milli = value?.kind === 'scalar' ? value.milli : 0;
    const known = made?.get(id);
    const sizeMib = Math.max(1, Math.round(milli / 1000));
    return { id: known?.id ?? id, path, sizeMib, isNew: known?.isUsed !== true };
  });

function argsOf({ command }: TaskInfo): [string, ...string[]] {
  if ('shell' in command) return ['/bin/sh', '-c', command.shell];
  const [program = '/bin/true', ...rest] = command.args;
  return [program, ...rest];
}
