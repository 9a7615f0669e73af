// Holds what a command prints as JSON against the schema that it names, all faults at once.
import { Checker } from '../../../engine/lib/check.ts';
import { apiSchemas } from '../../../schemas/generated/api.ts';
import { cliSchemas } from '../../../schemas/generated/cli.ts';

const schemas = [...Object.values(apiSchemas), ...Object.values(cliSchemas)];
const annotations = new Set<string>();
JSON.stringify(schemas, (key, value) => {
  if (key.startsWith('x-')) annotations.add(key);
  return value;
});

const checker = new Checker({ schemas, annotations: [...annotations] });

/** One line a fault; empty when it is as the schema `api/status.json` says. */
export const reportFaults = (schema: string, value: unknown): readonly string[] =>
  checker
    .violations(`https://meridian.dev/schemas/${schema}`, value)
    .map(({ path, message, params }) => `${path.join('.')} ${message} ${JSON.stringify(params)}`);
