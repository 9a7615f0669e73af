// What callers send against the API's schemas: parameters read from their text, bodies as they are.
import { apiSchemas } from '../../schemas/generated/api.ts';
import { Checker, type Violation } from '../lib/check.ts';
import { suggest } from '../lib/text/suggest.ts';
import { Problem } from '../model/problem.ts';
import type { QuerySchema, QueryValues, Route } from './routes/route.ts';

const queryId = (route: Route): string => `https://meridian.dev/http/${route.id}`;

export class InputCheck {
  readonly #checker: Checker;

  constructor(routes: readonly Route[]) {
    const queries = routes.map((route) => ({ $id: queryId(route), ...queryOf(route) }));
    this.#checker = new Checker({ schemas: [apiSchemas.operation, ...queries], firstOnly: true });
  }

  /** Throws a Problem `bad-request`. */
  query(route: Route, raw: unknown): QueryValues {
    const values = readValues(queryOf(route), raw);
    const [first] = this.#checker.violations(queryId(route), values);
    if (first) throw queryProblem(route, first);
    return values as QueryValues;
  }

  /** Throws a Problem `bad-request`. */
  body(route: Route, body: unknown): void {
    if (route.body === undefined) return;
    const [first] = this.#checker.violations(schemaOf(route.body, body), body);
    if (!first) return;
    const field = first.path.join('.').slice(0, 200);
    const what = `${field === '' ? '' : `${field} in `}the body ${first.message}`;
    const hint = 'GET /v1/openapi.json says what is understood';
    throw new Problem('bad-request', { where: `${route.method} ${route.path}`, what, hint });
  }
}

const schemas = 'https://meridian.dev/schemas/api/';

/** Of several kinds of operation the one that the body says it is: its faults are what is told. */
function schemaOf(name: string, body: unknown): string {
  const kind = (body as { readonly kind?: unknown } | null | undefined)?.kind;
  const isOperation = name === 'operation.json#/$defs/OperationBody';
  const known = isOperation && typeof kind === 'string' ? operationKinds.get(kind) : undefined;
  return `${schemas}${known ?? name}`;
}

const operationKinds: ReadonlyMap<string, string> = new Map(
  apiSchemas.operation.$defs.OperationBody.oneOf.flatMap(({ $ref }) => {
    const name = $ref.replace('#/$defs/', '') as 'AppOperation';
    const { kind } = apiSchemas.operation.$defs[name].properties;
    const words: readonly string[] =
      'enum' in kind ? kind.enum : [(kind as { const: string }).const];
    return words.map((word): [string, string] => [word, `operation.json${$ref}`]);
  }),
);

const queryOf = (route: Route): QuerySchema =>
  route.query ?? { type: 'object', additionalProperties: false, required: [], properties: {} };

/** Integers and booleans from their text; what isn't one stays text, which its schema refuses. */
function readValues(schema: QuerySchema, raw: unknown): Record<string, unknown> {
  // Without a prototype, so that a parameter named `__proto__` is one like any other.
  const values = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(raw as Record<string, unknown>)) {
    const type = Object.hasOwn(schema.properties, name) ? schema.properties[name]?.type : undefined;
    values[name] = typeof value === 'string' ? readValue(type, value) : value;
  }
  return values;
}

function readValue(type: string | undefined, text: string): unknown {
  if (type === 'integer' && /^\d{1,16}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function queryProblem(route: Route, violation: Violation): Problem {
  const where = `${route.method} ${route.path}`;
  const known = Object.keys(queryOf(route).properties);
  if (violation.keyword === 'additionalProperties') {
    const name = String(violation.params.additionalProperty).slice(0, 100);
    const meant = suggest(name, known);
    const takes = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
    const hint = meant === undefined ? takes : `did you mean ${meant}?`;
    return new Problem('bad-request', { where, what: `unknown parameter ${name}`, hint });
  }
  if (violation.keyword === 'required') {
    const name = String(violation.params.missingProperty);
    const hint = `add ?${name}=...`;
    return new Problem('bad-request', { where, what: `the parameter ${name} is missing`, hint });
  }
  const name = String(violation.path[0] ?? 'query');
  const allowed = violation.schema.enum;
  const hint = Array.isArray(allowed)
    ? `one of ${allowed.join(', ')}`
    : 'GET /v1/openapi.json says what is understood';
  return new Problem('bad-request', { where, what: `${name} ${violation.message}`, hint });
}
