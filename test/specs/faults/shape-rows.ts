// Faults of one document: its head, its shape and the rules over its fields.
import {
  app,
  appWithTask,
  cluster,
  type FaultRow,
  group,
  quota,
} from '../../support/fault-table.ts';

const withPorts = (ports: string, health: string): string =>
  `${appWithTask(`    command: x\n    ports: ${ports}\n`)}  health: ${health}\n`;

const head: readonly FaultRow[] = [
  {
    code: 'missing-field',
    what: 'no apiVersion',
    files: '§kind: App\nmetadata: {name: /a}\nspec: {task: {command: x}}\n',
    hint: 'add apiVersion: meridian/v1',
  },
  {
    code: 'missing-field',
    what: 'no kind',
    files: '§apiVersion: meridian/v1\nmetadata: {name: /a}\n',
    hint: 'App, Job, Group',
  },
  {
    code: 'unknown-api-version',
    what: 'a later version',
    files: app('/a').replace('meridian/v1', '§meridian/v2'),
  },
  {
    code: 'unknown-api-version',
    what: 'a slip in it',
    files: app('/a').replace('meridian/v1', '§meridan/v1'),
  },
  {
    code: 'unknown-kind',
    what: 'a slip in the kind',
    files: app('/a').replace('App', '§Apps'),
    hint: 'did you mean App?',
  },
  {
    code: 'unknown-kind',
    what: 'a kind that comes later',
    files: app('/a').replace('App', '§Secret'),
    hint: 'App, Job, Group, Quota, Volume, Maintenance, Cluster',
  },
];

const shape: readonly FaultRow[] = [
  {
    code: 'unknown-field',
    what: 'a slip',
    files: `${app('/a')}  §instanses: 3\n`,
    hint: 'did you mean instances?',
  },
  {
    code: 'unknown-field',
    what: 'a field of nothing',
    files: `${app('/a')}  update: {§colour: red}\n`,
    hint: 'here are minimumHealth',
  },
  {
    code: 'unknown-field',
    what: 'a resource that is nearly one',
    files: appWithTask('    command: x\n    resources: {§mem: 5}\n'),
    hint: 'did you mean memory?',
  },
  {
    code: 'missing-field',
    what: 'nothing to run',
    files: app('/a').replace('task: {command: run}', '§task: {user: www}'),
    hint: 'command and args',
  },
  {
    code: 'missing-field',
    what: 'no task',
    files: 'apiVersion: meridian/v1\nkind: App\nmetadata: {name: /a}\n§spec: {}\n',
    message: 'no task',
  },
  {
    code: 'missing-field',
    what: 'no kind of a check, in a list',
    files: `${app('/a')}  health:\n    - §port: 0\n`,
  },
  {
    code: 'wrong-type',
    what: 'an empty value',
    files: `${app('/a')}  §instances:\n`,
    message: 'is empty',
    hint: 'a whole number',
  },
  {
    code: 'wrong-type',
    what: 'a number where a text is wanted',
    files: appWithTask('    args: [sleep, §60]\n'),
    hint: 'in quotes: "60"',
  },
  { code: 'wrong-type', what: 'a text for a map', files: `${app('/a')}  update: §fast\n` },
  {
    code: 'wrong-type',
    what: 'a list in env',
    files: appWithTask('    command: x\n    env: {A: §[b]}\n'),
    hint: 'a text or a number or true or false or a map',
  },
  {
    code: 'unknown-value',
    what: 'a slip in a word',
    files: `${app('/a')}  update: {onFailure: §rolback}\n`,
    hint: 'did you mean rollback?',
  },
  { code: 'out-of-range', what: 'too many', files: `${app('/a')}  instances: §100001\n` },
  {
    code: 'out-of-range',
    what: 'four decimals',
    files: `${app('/a')}  update: {minimumHealth: §0.1234}\n`,
    hint: 'such as 0.125',
  },
  {
    code: 'out-of-range',
    what: 'a part of one MiB',
    files: appWithTask('    command: x\n    resources: {memory: §512KiB}\n'),
  },
  {
    code: 'out-of-range',
    what: 'too long a duration',
    files: appWithTask('    command: x\n    kill: {grace: §2d}\n'),
    hint: '0s to 1d',
  },
  {
    code: 'bad-duration',
    what: 'a bare number',
    files: appWithTask('    command: x\n    kill: {grace: §"30"}\n'),
    hint: '30s',
  },
  {
    code: 'bad-size',
    what: 'a decimal unit',
    files: appWithTask('    command: x\n    logs: {maxSize: §50MB}\n'),
    hint: '128MiB',
  },
  { code: 'bad-name', what: 'capitals', files: app('§/Shop'), hint: '/shop/web' },
  {
    code: 'bad-name',
    what: 'a name of env',
    files: appWithTask('    command: x\n    env: {§1X: a}\n'),
  },
  { code: 'bad-name', what: 'a role', files: quota('{role: §a//b}'), hint: 'eng/ads' },
  {
    code: 'bad-text',
    what: 'a path of a check',
    files: `${app('/a')}  readiness: [{kind: http, path: §x}]\n`,
  },
  {
    code: 'bad-text',
    what: 'a path out of the repository',
    files: { 'meridian.yaml': cluster('{paths: [§../x]}') },
  },
];

const rules: readonly FaultRow[] = [
  {
    code: 'exclusive-fields',
    what: 'command and args',
    files: appWithTask('    command: x\n    §args: [x]\n'),
  },
  {
    code: 'exclusive-fields',
    what: 'size and sizes',
    files: `${app('/a')}  update: {batch: {size: 1, §sizes: [1]}}\n`,
  },
  {
    code: 'duplicate-port',
    what: 'a name of a port twice',
    files: appWithTask('    command: x\n    ports: [{name: a}, {name: §a}]\n'),
  },
  {
    code: 'duplicate-port',
    what: 'a host port twice',
    files: appWithTask(
      '    command: x\n    ports: [{host: 80}, {host: 0}, {host: 0}, {host: §80}]\n',
    ),
    message: '80',
  },
  {
    code: 'reserved-env',
    what: 'names that are ours',
    files: appWithTask(
      [
        '    command: x\n    env: {§PORT: 1, §PORT0: 1, §PORT_HTTP: 1, §HOST: a, ',
        '§MERIDIAN_X: 1, §SANDBOX: a, PORTAL: a}\n',
      ].join(''),
    ),
  },
  {
    code: 'reserved-env',
    what: 'names that are ours, in a Group',
    files: { 'a.yaml': app('/a'), 'g.yaml': group('/g', '  task: {env: {§MESOS_SANDBOX: x}}\n') },
  },
  {
    code: 'dangling-port',
    what: 'a port that is not there',
    files: withPorts('[{name: http}]', '[{kind: tcp, port: §htpp}]'),
    hint: 'did you mean http?',
  },
  {
    code: 'dangling-port',
    what: 'no ports at all',
    files: `${app('/a')}  health:\n    - §kind: http\n`,
    message: 'no ports',
  },
  {
    code: 'unknown-field',
    what: 'a field of another kind of check',
    files: withPorts('[{}]', '[{kind: tcp, §path: /}]'),
    hint: 'port',
  },
  {
    code: 'missing-field',
    what: 'a command check without one',
    files: `${app('/a')}  readiness:\n    - §kind: command\n`,
  },
  {
    code: 'bad-placement',
    what: 'a value of unique',
    files: `${app('/a')}  placement: [{attribute: rack, operator: unique, value: §"3"}]\n`,
  },
  {
    code: 'bad-placement',
    what: 'a number that is none',
    files: `${app('/a')}  placement: [{attribute: rack, operator: max-per, value: §two}]\n`,
    hint: 'a whole number',
  },
  {
    code: 'bad-placement',
    what: 'an expression that is none',
    files: `${app('/a')}  placement: [{attribute: rack, operator: like, value: §"("}]\n`,
    hint: 'close the (',
  },
  {
    code: 'bad-placement',
    what: 'an expression that looks ahead',
    files: `${app('/a')}  placement: [{attribute: rack, operator: like, value: §"(?!r1).*"}]\n`,
    hint: 'no look-around',
  },
  {
    code: 'bad-placement',
    what: 'an expression that refers back to a group',
    files: `${app('/a')}  placement: [{attribute: rack, operator: unlike, value: §'(r)\\1'}]\n`,
    hint: 'no back references',
  },
  {
    code: 'bad-placement',
    what: 'an expression that is large with its repetitions written out',
    files: `${app('/a')}  placement: [{attribute: rack, operator: like, value: §'(r{30}){30}'}]\n`,
    hint: '500 steps at most',
  },
  {
    code: 'missing-field',
    what: 'an operator without its value',
    files: `${app('/a')}  placement:\n    - §attribute: rack\n      operator: unlike\n`,
  },
  {
    code: 'out-of-range',
    what: 'forgotten before it is replaced',
    files: `${app('/a')}  unreachable: {inactiveAfter: 5m, expungeAfter: §1m}\n`,
    hint: '5m or later',
  },
  {
    code: 'unknown-template-word',
    what: 'a word that is none',
    files: appWithTask('    command: §echo {{ instanze }}\n'),
    hint: 'did you mean instance?',
  },
  {
    code: 'unknown-template-word',
    what: 'a word of jobs in an App',
    files: appWithTask('    args: [a, §"{{ run.id }}"]\n'),
    hint: 'take it out',
  },
  {
    code: 'unknown-template-word',
    what: 'a port that is not there',
    files: appWithTask(
      '    command: x\n    env: {A: §"{{ ports.htpp }}"}\n    ports: [{name: http}]\n',
    ),
    hint: 'did you mean http?',
  },
];

export const shapeRows: readonly FaultRow[] = [...head, ...shape, ...rules];
