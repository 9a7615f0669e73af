// A route that answers with a list, a page at a time.
import type { EngineCore } from '../../step/engine-core.ts';
import type { Now } from '../../step/jobs/now.ts';
import type { ListQuery } from '../views/list-query.ts';
import { paging } from './parameters.ts';
import { json, type QuerySchema, querySchema, type Route, viewed } from './route.ts';

export interface ListOf {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly answer: string;
  readonly query: QuerySchema['properties'];
  readonly view: (core: EngineCore, query: ListQuery, now: Now) => object;
}

export function list(of: ListOf): Route {
  const { id, path, summary, answer } = of;
  return {
    ...{ id, path, summary, answer },
    method: 'GET',
    access: 'read',
    query: querySchema({ ...paging, ...of.query }),
    produces: json,
    hasEtag: true,
    handle: ({ read }, { query }) =>
      viewed(read((core, now) => of.view(core, query as ListQuery, now))),
  };
}
