// What an order may not hold, beyond its schema, because no process could be started from it: names
// that a POSIX shell can't pass on, NUL bytes, and volumes where the sandbox can't have them.
import { utf8Bytes } from '../../../engine/lib/text/utf8.ts';
import { volumeFault } from '../../../engine/lib/volume-paths.ts';
import type { AgentReason } from '../../../engine/model/task/task-reasons.ts';
import type { Order } from '../../../schemas/generated/wire.ts';

/** Why a task can't be started. */
export interface LaunchFault {
  readonly reason: AgentReason;
  readonly message: string;
}

/** Of an app's instance or a job's run; of a framework: its id, and its own name for the task. */
const taskIdPattern =
  /^(\/[A-Za-z0-9/._#@:!+-]{1,198}|[A-Za-z0-9][\w-]{0,39}\.\d{1,15}:[A-Za-z0-9][\w.-]{0,119})$/;
const envNamePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Linux allows 128 KiB an argument, and about 2 MiB in all. */
const wordMaxBytes = 128 * 1024 - 1;

export const isTaskId = (text: string): boolean => taskIdPattern.test(text);

const isTooLong = (word: string): boolean =>
  word.length > wordMaxBytes / 4 && utf8Bytes(word) > wordMaxBytes;

/** What is wrong with it, as `what is: what would be right`, or undefined. */
export function orderFault(order: Order): LaunchFault | undefined {
  const message = wordsFault(order) ?? volumeFault(order.volumes ?? []);
  return message === undefined ? undefined : { reason: 'launch-failed', message };
}

function wordsFault(order: Order): string | undefined {
  for (const [index, arg] of (order.processes[0].args as readonly string[]).entries()) {
    if (arg.includes('\0'))
      return `argument ${index} holds a NUL byte: no program can be given one`;
    if (isTooLong(arg)) return `argument ${index} is too long: Linux takes less than 128 KiB`;
  }
  for (const [name, value] of Object.entries(order.env)) {
    const shown = JSON.stringify(name.slice(0, 80));
    if (!envNamePattern.test(name))
      return `environment name ${shown}: letters, digits and _ only, not starting with a digit`;
    if (value.includes('\0')) return `environment ${shown} holds a NUL byte: use another encoding`;
    if (isTooLong(`${name}=${value}`))
      return `environment ${shown} is too long: Linux takes less than 128 KiB`;
  }
  return undefined;
}
