// Ids are worked out, not drawn (house.md part 3). A task is NAME#INSTANCE.N, where N counts the
// launches of that slot, is stored with the launch, never goes back and outlives the object. A run
// is NAME@KEY, its N-th launch NAME@KEY.N; KEY is `tDUE`, `aHASH` of the parents' runs that
// triggered it, or `mNUMBER` of the operation that asked for it.

declare const brand: unique symbol;
type Brand<B extends string> = string & { readonly [brand]: B };

/** Path of an App, Job or Group, such as `/shop/web`. */
export type ObjectName = Brand<'ObjectName'>;
/** One numbered place of an app, such as `/shop/web#0`. */
export type SlotId = Brand<'SlotId'>;
/** One launch of a slot, such as `/shop/web#0.7`. */
export type TaskId = Brand<'TaskId'>;
/** An agent's id: its name and six hex digits drawn by its work directory, `host-3f9a2c`. */
export type AgentId = Brand<'AgentId'>;
/** One run of a job, such as `/etl/load@t20260101T020000Z`; its launches are `RUN.N`. */
export type RunId = Brand<'RunId'>;
/** SHA-256 in hex over canonical JSON. */
export type Digest = Brand<'Digest'>;
/** A role path such as `shop` or `eng/ads`; `*` is everybody's. */
export type Role = Brand<'Role'>;
/** One rollout of one app: NAME!N, N counts the rollouts of that app. */
export type RolloutId = Brand<'RolloutId'>;

export const objectName = (text: string): ObjectName => text as ObjectName;
export const agentId = (text: string): AgentId => text as AgentId;
export const role = (text: string): Role => text as Role;
export const digestOf = (hex: string): Digest => hex as Digest;

export const slotId = (name: ObjectName, instance: number): SlotId =>
  `${name}#${instance}` as SlotId;

export const taskId = (name: ObjectName, instance: number, launch: number): TaskId =>
  `${name}#${instance}.${launch}` as TaskId;

export const rolloutId = (name: ObjectName, count: number): RolloutId =>
  `${name}!${count}` as RolloutId;

export interface TaskIdParts {
  readonly name: ObjectName;
  readonly instance: number;
  readonly launch: number;
}

const taskPattern = /^(\/[^#@!]+)#(\d{1,9})\.(\d{1,15})$/;

/** The parts of a task id, or undefined when the text isn't one. */
export function parseTaskId(text: string): TaskIdParts | undefined {
  const match = taskPattern.exec(text);
  if (!match) return undefined;
  const [, name = '', instance = '', launch = ''] = match;
  return { name: objectName(name), instance: Number(instance), launch: Number(launch) };
}

export const runId = (name: ObjectName, key: string): RunId => `${name}@${key}` as RunId;

export const attemptId = (run: RunId, launch: number): TaskId => `${run}.${launch}` as TaskId;

export interface RunIdParts {
  readonly name: ObjectName;
  readonly key: string;
}

const runPattern = /^(\/[^#@!]+)@([tam][0-9A-Za-z]{1,64})$/;

/** The parts of a run's id, or undefined when the text isn't one. */
export function parseRunId(text: string): RunIdParts | undefined {
  const match = runPattern.exec(text);
  if (!match) return undefined;
  const [, name = '', key = ''] = match;
  return { name: objectName(name), key };
}

const attemptPattern = /^(.+@[tam][0-9A-Za-z]{1,64})\.(\d{1,15})$/;

/** The run and number of an attempt's task id, or undefined when the text isn't one. */
export function parseAttemptId(
  text: string,
): { readonly run: RunId; readonly launch: number } | undefined {
  const match = attemptPattern.exec(text);
  if (!match || !parseRunId(match[1] ?? '')) return undefined;
  return { run: match[1] as RunId, launch: Number(match[2]) };
}
