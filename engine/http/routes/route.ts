// One row of the API's table: what it is called by, who may call it, what goes in and what comes
// out. Routing, checks, the guard and the OpenAPI document are all made from it.
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Log } from '../../ports/log.ts';
import type { EngineCore } from '../../step/engine-core.ts';
import type { Now } from '../../step/jobs/now.ts';
import type { EngineFace } from '../engine-face.ts';
import type { Access } from '../guard.ts';
import type { Metrics } from '../metrics.ts';
import type { Picture, SnapshotTexts } from '../snapshot/snapshot-texts.ts';

/** A JSON Schema of flat text parameters; integers and booleans are read from their text. */
export interface QuerySchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, QueryParameter>>;
}

export interface QueryParameter {
  readonly description: string;
  readonly type?: 'string' | 'integer' | 'boolean';
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What handlers work with. */
export interface RouteContext {
  readonly face: EngineFace;
  readonly metrics: Metrics;
  readonly snapshot: SnapshotTexts;
  /** The engine's version. */
  readonly version: string;
  readonly heartbeatMs: number;
  readonly log?: Log;
  /** Committed state, within a bounded wait. */
  read<T>(view: (core: EngineCore, now: Now) => T): Promise<T>;
  /** The same, a slice at a time. */
  readLong<T>(view: (core: EngineCore, now: Now) => Generator<void, T>): Promise<T>;
}

/** A parameter is `string`, `number` or `boolean`, as its schema says. */
export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RouteCall {
  readonly query: QueryValues;
  readonly body: unknown;
  /** What the path's last part matched, without its first slash. */
  readonly rest: string;
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string;
  /** For an answer that goes on: from here on it is the handler's, and it returns `handed-over`. */
  takeOver(): ServerResponse;
}

/** An answer that isn't JSON. */
export interface PlainAnswer {
  readonly kind: 'plain';
  readonly type: string;
  readonly body: string | Readable;
}

export type RouteAnswer =
  | { readonly kind: 'json'; readonly view: object }
  | PlainAnswer
  /** JSON that is text already. */
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'handed-over' };

export interface Route {
  /** Unique, for the OpenAPI document. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** As OpenAPI writes it; a parameter at the end takes slashes too. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly query?: QuerySchema;
  /** Schema by file, `operation.json#/$defs/OperationBody`. */
  readonly body?: string;
  readonly answer?: string;
  readonly produces: readonly string[];
  readonly hasEtag: boolean;
  handle(context: RouteContext, call: RouteCall): Promise<RouteAnswer>;
}

export const json = ['application/json'] as const;

/** Answers with what a promise of a view comes to. */
export const viewed = async (view: object | Promise<object>): Promise<RouteAnswer> => ({
  kind: 'json',
  view: await view,
});

export const querySchema = (
  properties: QuerySchema['properties'],
  required: readonly string[] = [],
): QuerySchema => ({ type: 'object', additionalProperties: false, required, properties });
