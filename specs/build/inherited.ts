// What Groups give to the objects below them. Nearest wins; maps merge by key, lists are replaced,
// null unsets. A null with nothing to unset is a fault: it would be accepted and ignored.
import type { Path } from '../../engine/lib/check.ts';
import type { PlacementRule, Update } from '../../schemas/generated/spec.ts';

export type Texts = Readonly<Record<string, string>>;
type Scalars = Readonly<Record<string, unknown>>;

export type UpdateDocument = NonNullable<Update>;
export type BatchDocument = NonNullable<UpdateDocument['batch']>;
type Set<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };
export type BatchValues = Set<BatchDocument>;
export type UpdateValues = Set<Omit<UpdateDocument, 'batch'>> & { readonly batch?: BatchValues };

export interface Inherited {
  readonly role?: string;
  readonly labels: Texts;
  readonly user?: string;
  readonly env: Texts;
  readonly update: UpdateValues;
  readonly placement?: readonly PlacementRule[];
}

export const nothingInherited: Inherited = { labels: {}, env: {}, update: {} };

/** What one object says itself of what can be inherited. */
export interface Own {
  readonly role?: string | null | undefined;
  readonly labels?: Scalars | null | undefined;
  readonly user?: string | null | undefined;
  readonly env?: Scalars | null | undefined;
  readonly update?: Update | undefined;
  readonly placement?: readonly PlacementRule[] | null | undefined;
}

/** Told of each null that has nothing to unset. */
export type IdleNull = (path: Path) => void;

/** `labelsPath` says where the object keeps the labels: an App in its metadata, a Group in spec. */
export function overlay(base: Inherited, own: Own, labelsPath: Path, idle: IdleNull): Inherited {
  const role = scalar(base.role, own.role, () => idle(['spec', 'role']));
  const user = scalar(base.user, own.user, () => idle(['spec', 'task', 'user']));
  const placement = scalar(base.placement, own.placement, () => idle(['spec', 'placement']));
  return {
    ...(role === undefined ? {} : { role }),
    labels: texts(base.labels, own.labels, (key) => idle([...labelsPath, ...key])),
    ...(user === undefined ? {} : { user }),
    env: texts(base.env, own.env, (key) => idle(['spec', 'task', 'env', ...key])),
    update: updates(base.update, own.update, (key) => idle(['spec', 'update', ...key])),
    ...(placement === undefined ? {} : { placement }),
  };
}

function scalar<T>(
  base: T | undefined,
  own: T | null | undefined,
  idle: () => void,
): T | undefined {
  if (own === undefined) return base;
  if (own !== null) return own;
  if (base === undefined) idle();
  return undefined;
}

const noTexts: Texts = {};

function texts(base: Texts, own: Scalars | null | undefined, idle: IdleNull): Texts {
  if (own === undefined) return base;
  if (own === null) {
    if (Object.keys(base).length === 0) idle([]);
    return noTexts;
  }
  const merged: Record<string, string> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    if (value !== null) merged[key] = String(value);
    else if (Object.hasOwn(base, key)) delete merged[key];
    else idle([key]);
  }
  return merged;
}

function updates(base: UpdateValues, own: Update | undefined, idle: IdleNull): UpdateValues {
  if (own === undefined) return base;
  if (own === null) {
    if (Object.keys(base).length === 0) idle([]);
    return {};
  }
  const { batch: ownBatch, ...rest } = own;
  const { batch: baseBatch, ...baseRest } = base;
  const batch = batches(baseBatch, ownBatch, idle);
  const members = merge(baseRest, rest, idle);
  return batch === undefined ? members : { ...members, batch };
}

function batches(
  base: BatchValues | undefined,
  own: BatchDocument | null | undefined,
  idle: IdleNull,
): BatchValues | undefined {
  if (own === undefined || own === null)
    return scalar(base, own as null | undefined, () => idle(['batch']));
  // size and sizes are two ways to say one thing: the nearer one stands alone.
  const { size, sizes, ...others } = base ?? {};
  const kept: BatchValues = {
    ...others,
    ...(size === undefined || own.sizes != null ? {} : { size }),
    ...(sizes === undefined || own.size != null ? {} : { sizes }),
  };
  return merge(kept, own, (path) => idle(['batch', ...path]));
}

function merge<T extends object>(base: Set<T>, own: T, idle: IdleNull): Set<T> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    if (value !== null) merged[key] = value;
    else if (Object.hasOwn(base, key)) delete merged[key];
    else idle([key]);
  }
  return merged as Set<T>;
}
