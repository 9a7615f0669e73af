// Faults between documents.
import {
  app,
  appWithTask,
  cluster,
  type FaultRow,
  group,
  quota,
} from '../../support/fault-table.ts';

const needs = (name: string, ...others: string[]): string =>
  `${app(name)}  dependsOn: [${others.join(', ')}]\n`;

export const treeRows: readonly FaultRow[] = [
  {
    code: 'duplicate-name',
    what: 'an App twice',
    files: { 'a.yaml': app('/a/b'), 'b.yaml': app('§/a/b') },
    message: 'an App at a.yaml:1',
  },
  {
    code: 'duplicate-name',
    what: 'an App and a Group, in one file',
    files: `${app('/a')}---\n${group('§/a', '  role: x\n')}`,
    message: 'an App at a.yaml:1',
  },
  {
    code: 'name-of-app-is-a-group',
    what: 'an App above another',
    files: { 'a.yaml': app('§/a'), 'b.yaml': app('/a/b/c') },
    message: '/a/b/c, an App at b.yaml:1',
    hint: '/a/main',
  },
  {
    code: 'dangling-name',
    what: 'a name that nothing has',
    files: { 'a.yaml': needs('/s/web', '/s/db', '§/s/dbb'), 'b.yaml': app('/s/db') },
    hint: 'did you mean /s/db?',
  },
  {
    code: 'dangling-name',
    what: 'a name that nothing has, in a Group',
    files: { 'a.yaml': app('/a/b'), 'g.yaml': group('/a', '  dependsOn: [§/x]\n') },
    hint: 'name an App, Job or Group',
  },
  {
    code: 'cycle',
    what: 'an App on itself',
    files: needs('/a', '§/a'),
    message: '/a -> /a',
  },
  {
    code: 'cycle',
    what: 'three Apps in three files',
    files: {
      'a.yaml': needs('/a', '§/b'),
      'b.yaml': needs('/b', '/c'),
      'c.yaml': needs('/c', '/a'),
    },
    message: '/a -> /b -> /c -> /a',
  },
  {
    code: 'cycle',
    what: 'an App on its own group',
    files: needs('/a/x', '§/a'),
    message: '/a -> /a/x -> /a',
  },
  {
    code: 'cycle',
    what: 'two Groups',
    files: {
      'a.yaml': group('/a', '  dependsOn: [§/b]\n'),
      'b.yaml': group('/b', '  dependsOn: [/a]\n'),
    },
    message: '/a -> /b -> /a',
  },
  {
    code: 'cycle',
    what: 'through a Group',
    files: {
      'a.yaml': group('/a', '  dependsOn: [§/b/y]\n'),
      'b.yaml': app('/a/x'),
      'c.yaml': needs('/b/y', '/a'),
    },
    message: '/a -> /b/y -> /a',
  },
  {
    code: 'unknown-variable',
    what: 'a variable that is not there',
    files: {
      'a.yaml': appWithTask('    command: §run {{ var.REGIONN }}\n'),
      'meridian.yaml': cluster('{variables: {REGION: eu}}'),
    },
    hint: 'did you mean REGION?',
  },
  {
    code: 'unknown-variable',
    what: 'a variable without a Cluster, in a Group',
    files: {
      'a.yaml': app('/g/a'),
      'g.yaml': group('/g', '  task: {env: {A: §"{{ var.X }}"}}\n'),
    },
    hint: 'meridian.yaml',
  },
  {
    code: 'unknown-template-word',
    what: 'a port that an App does not have, in its Group',
    files: {
      'a.yaml': app('/g/a'),
      'g.yaml': group('/g', '  task: {env: {A: §"{{ ports.http }}"}}\n'),
    },
    message: 'for /g/a',
  },
  {
    code: 'bad-template',
    what: 'a value that joins with what follows',
    files: {
      'a.yaml': appWithTask('    command: §"{{ var.X }}{{ instance }}"\n'),
      'meridian.yaml': cluster("{variables: {X: 'a\\'}}"),
    },
  },
  {
    code: 'nothing-to-unset',
    what: 'nulls without anything above',
    files: `${app('/a')}  role: §null\n  placement: §null\n  update: {watch: §~}\n`,
    message: 'no Group above gives it',
  },
  {
    code: 'nothing-to-unset',
    what: 'a null in a Group without anything above',
    files: { 'a.yaml': app('/g/a'), 'g.yaml': group('/g', '  task: {env: {A: §null}}\n') },
  },
  {
    code: 'second-cluster',
    what: 'two Clusters',
    files: {
      'a.yaml': app('/a'),
      'meridian.yaml': `${cluster('{}')}---\n${cluster('{}').replace('Cluster', '§Cluster')}`,
    },
  },
  {
    code: 'cluster-misplaced',
    what: 'a Cluster in another file',
    files: { 'a.yaml': `${app('/a')}---\n${cluster('{}').replace('Cluster', '§Cluster')}` },
    hint: 'meridian.yaml',
  },
  {
    code: 'one-quota-a-role',
    what: 'two Quotas of a role',
    files: { 'a.yaml': quota('{role: a}'), 'b.yaml': quota('{role: §a, weight: 2}') },
    message: 'a Quota at a.yaml:1',
  },
];
