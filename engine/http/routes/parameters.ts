// Parameters that several routes take.
import { type ObjectName, objectName } from '../../model/ids.ts';
import { Problem } from '../../model/problem.ts';
import { maxLimit } from '../views/page.ts';
import type { QueryParameter, QuerySchema } from './route.ts';

export const text = (description: string, maxLength = 256): QueryParameter => ({
  description,
  type: 'string',
  minLength: 1,
  maxLength,
});

export const word = (description: string, ...words: string[]): QueryParameter => ({
  description,
  enum: words,
});

export const paging: QuerySchema['properties'] = {
  limit: { description: 'Rows at most (= 100).', type: 'integer', minimum: 1, maximum: maxLimit },
  cursor: text('`nextCursor` of the page before.', 1_024),
};

/** `what`: such as `An app`. */
export const objectFilters = (what: string): QuerySchema['properties'] => ({
  name: text(`${what}, by its path.`),
  role: text('Of this role.'),
  group: text('Below this path.'),
  label: text('With this label: `key` or `key=value`.'),
});

/** The name that stands at the end of a route's path. */
export function nameIn(rest: string, kind: 'app' | 'job'): ObjectName {
  if (rest !== '' && rest.length <= 256)
    return objectName(rest.startsWith('/') ? rest : `/${rest}`);
  const hint = `GET /v1/${kind}s/shop/web`;
  throw new Problem('bad-request', { where: `/v1/${kind}s/`, what: `names no ${kind}`, hint });
}
