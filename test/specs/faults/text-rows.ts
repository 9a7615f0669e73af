// Faults of texts and YAML.
import { app, appWithTask, type FaultRow } from '../../support/fault-table.ts';

const good = app('/good');

export const textRows: readonly FaultRow[] = [
  {
    code: 'yaml-syntax',
    what: 'an open list',
    files: `${app('/a')}  dependsOn: [/b\n§`,
  },
  {
    code: 'yaml-syntax',
    what: 'a value without a key',
    files: `${app('/a')}§x\n`,
    message: 'key',
  },
  { code: 'tab', what: 'a tab as indentation', files: `${app('/a')}§\trole: x\n`, hint: 'blanks' },
  {
    code: 'duplicate-key',
    what: 'a key twice',
    files: `${app('/a')}  role: a\n  §role: b\n`,
    message: 'role stands here twice',
  },
  {
    code: 'duplicate-key',
    what: 'a key twice, once in quotes',
    files: appWithTask('    command: a\n    env: {A: x, §"A": y}\n'),
  },
  {
    code: 'merge-key',
    what: 'a merge key',
    files: `${app('/a')}---\n${app('/b')}  backoff: {§<<: {max: 5s}}\n`,
    hint: 'Group',
  },
  {
    code: 'bad-key',
    what: 'a list as a key',
    files: `${app('/a')}  ? §[x, y]\n  : z\n`,
  },
  { code: 'bad-key', what: 'a key that is no name', files: `${app('/a')}  §__proto__: {x: 1}\n` },
  {
    code: 'custom-tag',
    what: 'a tag of one’s own',
    files: `${app('/a')}  role: !env §ROLE\n`,
    message: '!env',
  },
  {
    code: 'bad-alias',
    what: 'an alias before its anchor',
    files: `${app('/a')}  role: §*r\n`,
    message: 'no anchor &r',
  },
  {
    code: 'yaml-syntax',
    what: 'a cron line without quotes',
    files: `${app('/a')}  role: §* * * * *\n`,
    message: 'Alias cannot be an empty string',
    hint: 'in quotes',
  },
  {
    code: 'bad-alias',
    what: 'an alias within what it names',
    files: `${app('/a')}  dependsOn: &d [§*d]\n`,
    message: 'holds itself',
  },
  {
    code: 'alias-bomb',
    what: 'aliases that unfold to a billion',
    files: [
      app('/a').replace('spec:\n', 'x: &a [1,1,1,1,1,1,1,1,1,1]\nspec:\n'),
      '  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n',
      '  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n',
      '  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
      '  e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n',
    ].join(''),
  },
  {
    code: 'yaml-version',
    what: 'another version of YAML',
    files: `%YAML 1.1\n§---\n${app('/a')}`,
  },
  {
    code: 'too-deep',
    what: 'lists within lists',
    files: { 'a.yaml': `${'['.repeat(64)}§${'['.repeat(5000)}`, 'good.yaml': good },
  },
  {
    code: 'too-deep',
    what: 'maps within maps',
    files: { 'a.yaml': `${'{a: '.repeat(64)}§${'{a: '.repeat(5000)}`, 'good.yaml': good },
  },
  {
    code: 'too-many-documents',
    what: 'thousands of documents in one file',
    files: { 'a.yaml': `${'--- {}\n'.repeat(2000)}§--- {}\n`, 'good.yaml': good },
  },
  { code: 'nul', what: 'a NUL byte', files: `${good}# §\0\n` },
  {
    code: 'too-large',
    what: 'a file over 1 MiB',
    files: { 'a.yaml': `§${'#'.repeat(1_048_577)}`, 'good.yaml': good },
    message: '1048577',
  },
  { code: 'no-documents', what: 'an empty tree', files: { 'a.txt': 'x' } },
];
