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
/** Who an agent keeps resources for: a slot, or the name of a Volume. */
export type ReservationId = SlotId | ObjectName;
/** A persistent volume: the task it was made for, and its path there, `/shop/db#0.1:data`. */
export type VolumeId = Brand<'VolumeId'>;
/** A framework of others: NAME.N, N counts the incarnations of that name. */
export type FrameworkId = Brand<'FrameworkId'>;
/** FRAMEWORK:oEPOCH-N: one of an earlier engine never names another offer. */
export type OfferId = Brand<'OfferId'>;
/** FRAMEWORK:iEPOCH-N. */
export type InverseOfferId = Brand<'InverseOfferId'>;
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

export const volumeId = (madeFor: TaskId, path: string): VolumeId =>
  `${madeFor}:${path}` as VolumeId;

export const rolloutId = (name: ObjectName, count: number): RolloutId =>
  `${name}!${count}` as RolloutId;

export interface TaskIdParts {
  readonly name: ObjectName;
  readonly instance: number;
  readonly launch: number;
}

const taskPattern = /^(\/[^#@!]+)#(\d{1,9})\.(\d{1,15})$/;

const slotPattern = /^(\/[^#@!]+)#(\d{1,9})$/;

/** The parts of a slot's id, or undefined when the text isn't one. */
export function parseSlotId(
  text: string,
): { readonly name: ObjectName; readonly instance: number } | undefined {
  const match = slotPattern.exec(text);
  return match ? { name: objectName(match[1] ?? ''), instance: Number(match[2]) } : undefined;
}

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

/** Whom a task's volumes are kept for: `/shop/web#0.7`: `/shop/web#0`. */
export const slotOf = (task: TaskId): SlotId => task.slice(0, task.lastIndexOf('.')) as SlotId;

export interface VolumeIdParts {
  /** The task it was made for. */
  readonly taskId: TaskId;
  /** Its app or job. */
  readonly name: ObjectName;
  readonly path: string;
}

/** The parts of a volume's id, or undefined when the text isn't one of ours. */
export function parseVolumeId(text: string): VolumeIdParts | undefined {
  const [task = '', path = ''] = text.split(':', 2);
  const attempt = parseAttemptId(task);
  const name = parseTaskId(task)?.name ?? (attempt && parseRunId(attempt.run)?.name);
  return name && path !== '' ? { taskId: task as TaskId, name, path } : undefined;
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

export const frameworkId = (name: string, incarnation: number): FrameworkId =>
  `${name}.${incarnation}` as FrameworkId;

const frameworkPattern = /^([A-Za-z0-9][A-Za-z0-9_-]{0,39})\.(\d{1,15})$/;

/** The parts of a framework's id, or undefined when the text isn't one. */
export function parseFrameworkId(
  text: string,
): { readonly name: string; readonly incarnation: number } | undefined {
  const match = frameworkPattern.exec(text);
  return match ? { name: match[1] ?? '', incarnation: Number(match[2]) } : undefined;
}

/** `own`: the framework's name for its task; neither has a colon in it. */
export const ownTaskId = (framework: FrameworkId, own: string): TaskId =>
  `${framework}:${own}` as TaskId;
