// The API's description, made from the same schemas that check it: OpenAPI 3.1, whose schemas are
// JSON Schema 2020-12. Every definition of every file becomes one component of its name.
import { apiSchemas } from '../../schemas/generated/api.ts';
import type { Route } from './routes/route.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonMap = Record<string, Json>;

/** Roots that only hold definitions. */
const holders = new Set(['AppApi', 'OperationApi']);

export function openApi(routes: readonly Route[], version: string): JsonMap {
  const paths: Record<string, JsonMap> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Meridian',
      version,
      description: 'The engine: what it runs, what it waits for, and what may be asked of it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    paths,
    components: {
      schemas: components(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operationOf(route: Route): Json {
  const problem = content('application/problem+json', ref('operation.json#/$defs/ProblemView'));
  const isOpen = route.access === 'open';
  return {
    operationId: route.id,
    summary: route.summary,
    ...(isOpen ? { security: [] } : { security: [{ token: [] }] }),
    ...parametersOf(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: content('application/json', ref(route.body)) } }),
    responses: {
      '200': { description: 'What was asked for.', content: answerOf(route) },
      ...(route.hasEtag ? { '304': { description: 'As the `If-None-Match` given.' } } : {}),
      default: { description: 'What went wrong.', content: problem },
    },
  };
}

function answerOf(route: Route): Json {
  const answers = route.produces.map((type) => {
    const isJson = type === 'application/json' && route.answer !== undefined;
    const schema: Json = isJson ? ref(route.answer ?? '') : { type: 'string' };
    return [type, { schema: type === 'application/json' && !isJson ? true : schema }] as const;
  });
  return Object.fromEntries(answers);
}

function parametersOf(route: Route): JsonMap {
  const { properties = {}, required = [] } = route.query ?? {};
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description: 'A path without its first slash; its inner slashes stand as they are.',
  }));
  const inQuery = Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema;
    const isRequired = required.includes(name);
    return {
      name,
      in: 'query',
      required: isRequired,
      description,
      schema: rest,
    };
  });
  const parameters = [...inPath, ...inQuery];
  return parameters.length === 0 ? {} : { parameters };
}

const content = (type: string, schema: Json): JsonMap => ({ [type]: { schema } });

/** `task.json` or `task.json#/$defs/TaskView`, as the schemas name one another. */
const ref = (name: string): Json => ({ $ref: componentOf(name) });

function componentOf(name: string): string {
  const definition = /#\/\$defs\/(\w+)$/.exec(name)?.[1];
  if (definition !== undefined) return `#/components/schemas/${definition}`;
  const file = name.replace(/^.*\/|\.json$/g, '') as keyof typeof apiSchemas;
  return `#/components/schemas/${apiSchemas[file].title}`;
}

function components(): JsonMap {
  const found: JsonMap = {};
  for (const file of Object.values(apiSchemas)) {
    const { $schema: _, $id: __, $defs, title, ...root } = file as JsonMap & { title: string };
    if (!holders.has(title)) found[title] = rewritten(root);
    for (const [name, schema] of Object.entries(($defs as JsonMap | undefined) ?? {})) {
      if (found[name] !== undefined) throw new Error(`two schemas of the API are named ${name}`);
      found[name] = rewritten(schema);
    }
  }
  return found;
}

/** The same with references to components. */
function rewritten(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(rewritten);
  if (schema === null || typeof schema !== 'object') return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, Json] =>
    key === '$ref' && typeof value === 'string'
      ? [key, componentOf(value)]
      : [key, rewritten(value)],
  );
  return Object.fromEntries(entries);
}
