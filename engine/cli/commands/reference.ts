import { explain as explained, type Refusal, schema as schemaOf } from '../../../specs/explain.ts';
import { kinds } from '../../../specs/shape/shape-check.ts';
import { Problem } from '../../model/problem.ts';
import type { CommandSpec } from '../command.ts';

const refused = (command: string, refusal: Refusal): Problem =>
  new Problem('bad-request', { where: `meridian ${command}`, ...refusal });

export const explain: CommandSpec = {
  name: 'explain',
  about: 'What a kind or a field means: type, default, unit, bounds.',
  args: [
    {
      name: 'KIND[.FIELD...]',
      about: 'such as App, App.task.ports, Cluster.sync',
      completes: kinds,
    },
  ],
  json: 'cli/report.json#/$defs/ExplainReport',
  examples: ['meridian explain App.update', 'meridian explain Quota --output json'],
  run: async (call) => {
    const answer = explained(call.name);
    if (!answer.ok) throw refused('explain', answer.refusal);
    return call.answer(answer.json, () => answer.text);
  },
};

export const schema: CommandSpec = {
  name: 'schema',
  about: 'The JSON Schema of a kind, for editors: in one piece, the same in both formats.',
  args: [
    {
      name: 'KIND',
      about: 'App, Job, Group, Quota, Volume, Maintenance or Cluster',
      completes: kinds,
    },
  ],
  json: 'json-schema',
  examples: ['meridian schema App > app.schema.json'],
  run: async (call) => {
    const answer = schemaOf(call.name);
    if (!answer.ok) throw refused('schema', answer.refusal);
    return call.answer(answer.json, () => `${JSON.stringify(answer.json, undefined, 2)}\n`);
  },
};
