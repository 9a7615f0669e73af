// One row of the API's table: what it is called by, who may call it, what goes in and what comes
// out. Routing, checks, the guard and the OpenAPI document are all made from it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EngineCore } from '../../step/engine-core.ts';
import type { EngineFace } from '../engine-face.ts';
import type { Access } from '../guard.ts';
import type { Metrics } from '../metrics.ts';

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
  /** The engine's version. */
  readonly version: string;
  readonly heartbeatMs: number;
  /** Committed state, within a bounded wait. */
  read<T>(view: (core: EngineCore, nowMs: number) => T): Promise<T>;
}

/** A parameter is `string`, `number` or `boolean`, as its schema says. */
export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RouteCall {
  readonly query: QueryValues;
  readonly body: unknown;
  /** What the path's last part matched, without its first slash. */
  readonly rest: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface Route {
  /** Unique, for the OpenAPI document. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** As OpenAPI writes it; `{name}` at the end takes slashes too. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly query?: QuerySchema;
  /** Schema by file, `operation.json#/$defs/OperationBody`. */
  readonly body?: string;
  readonly answer?: string;
  readonly produces: readonly string[];
  readonly hasEtag: boolean;
  /** What is sent as JSON; undefined when the handler has answered itself. */
  handle(context: RouteContext, call: RouteCall): Promise<object | undefined>;
}

export const json = ['application/json'] as const;

export const querySchema = (
  properties: QuerySchema['properties'],
  required: readonly string[] = [],
): QuerySchema => ({ type: 'object', additionalProperties: false, required, properties });
