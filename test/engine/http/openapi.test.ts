// The description says what is there: every route, every schema, and nothing that leads nowhere.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { call } from '../../support/http/http-call.ts';
import { failed, firstRun, hourly } from '../../support/http/job-worlds.ts';
import { served } from '../../support/http/served.ts';
import { app } from '../../support/http/worlds.ts';

const api = 'https://meridian.dev/openapi';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly object[];
  readonly responses: Readonly<
    Record<string, { readonly content: Record<string, { schema: object }> }>
  >;
}

/** A parameter at the end takes slashes too. */
const routed = (path: string): string => path.replace(/\{\w+\}$/, '*');

async function described() {
  const world = failed();
  world.commit(hourly(), app('/shop/web'));
  const { port, server } = await served({ world });
  const document = JSON.parse((await call(port, '/v1/openapi.json')).text) as Document;
  return { port, server, document };
}

describe('the OpenAPI document', () => {
  test('describes exactly the routes that there are', async () => {
    const { server, document } = await described();
    const told = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${routed(path)}`),
    );
    const there = server.routes
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, path }) => `${method} ${path}`);
    expect(told.sort()).toEqual(there.sort());
  });

  test('has one id, a summary and a rule for each', async () => {
    const { document } = await described();
    const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(all.map((one) => one.operationId)).size).toBe(all.length);
    for (const one of all)
      expect([one.summary.length > 10, Array.isArray(one.security)]).toEqual([true, true]);
    const open = all.filter((one) => one.security.length === 0).map((one) => one.operationId);
    expect(open.sort()).toEqual(['description', 'live', 'ready']);
  });

  test('has no reference that leads nowhere, and schemas that compile', async () => {
    const { document } = await described();
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to);
    expect(refs.length).toBeGreaterThan(20);
    for (const to of refs) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(to ?? '')?.[1];
      expect(document.components.schemas, to).toHaveProperty(name ?? 'none');
    }
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ ...document, $id: api });
    for (const name of Object.keys(document.components.schemas))
      expect(ajv.getSchema(`${api}#/components/schemas/${name}`), name).toBeTypeOf('function');
  });

  test('answers are as it says', async () => {
    const { port, document } = await described();
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ ...document, $id: api });
    const asked: Readonly<Record<string, string>> = {
      '/v1/why': '/v1/why?name=/shop/web',
      '/v1/apps/{name}': '/v1/apps/shop/web',
      '/v1/jobs/{name}': '/v1/jobs/etl/load',
      '/v1/tasks/{id}': '/v1/tasks/shop/web%230.1',
      '/v1/next/{name}': '/v1/next/etl/load',
      '/v1/runs/{id}': `/v1/runs${firstRun}`,
    };
    const skipped = ['/v1/tasks/logs', '/metrics'];
    for (const [path, { get }] of Object.entries(document.paths)) {
      const schema = get?.responses['200']?.content['application/json']?.schema;
      if (typeof schema !== 'object' || skipped.includes(path)) continue;
      const { text } = await call(port, asked[path] ?? path);
      const to = '$ref' in schema ? `${api}${schema.$ref}` : undefined;
      const validate = to === undefined ? () => true : ajv.getSchema(to);
      expect(validate?.(JSON.parse(text)), path).toBe(true);
    }
  });

  test('tells of OpenAPI 3.1', async () => {
    expect((await described()).document.openapi).toBe('3.1.0');
  });
});
