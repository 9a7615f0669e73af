// Holds an answer against the API's schemas, all faults at once.
import { Checker } from '../../../engine/lib/check.ts';
import { apiSchemas } from '../../../schemas/generated/api.ts';

const annotations = new Set<string>();
JSON.stringify(apiSchemas, (key, value) => {
  if (key.startsWith('x-')) annotations.add(key);
  return value;
});

const checker = new Checker({
  schemas: Object.values(apiSchemas),
  annotations: [...annotations],
});

/** One line a fault; empty when it is as the schema `task.json#/$defs/TaskView` says. */
export const apiFaults = (schema: string, value: unknown): readonly string[] =>
  checker
    .violations(`https://meridian.dev/schemas/api/${schema}`, JSON.parse(JSON.stringify(value)))
    .map(({ path, message, params }) => `${path.join('.')} ${message} ${JSON.stringify(params)}`);
