// The command line of meridian-agentd.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { socketUrl } from '../../agentd/adapters/link-ws.ts';
import { parseArguments, usage } from '../../agentd/arguments.ts';

import { tempFolder } from '../support/temp-folder.ts';

const usual = ['engine', 'work', 'token-file', 'name', 'resources', 'attributes'];
const base = ['--engine', 'http://127.0.0.1:1', '--work', '/w'];

describe('the command line', () => {
  test('has defaults for all but engine and work directory', () => {
    const parsed = parseArguments(base);
    expect(parsed).toMatchObject({
      kind: 'run',
      options: {
        ...{ keepSandboxes: 100, startTimeoutMs: 60_000 },
        ...{ allowRoot: false, killTasksOnExit: false, attributes: {} },
      },
    });
  });

  test('takes resources and attributes in the syntax of Mesos', () => {
    const args = ['--resources', 'cpus:2;ports:[1-9]', '--attributes', 'rack:1-1'];
    const parsed = parseArguments([...base, ...args]);
    expect(parsed.kind === 'run' && parsed.options).toMatchObject({
      resources: [
        { name: 'cpus', value: { kind: 'scalar', milli: 2_000 } },
        { name: 'ports', value: { kind: 'ranges', ranges: [[1, 9]] } },
      ],
      attributes: { rack: '1-1' },
    });
  });

  test('reads resources from a file that is named as Mesos does', () => {
    const file = join(tempFolder(), 'resources.json');
    writeFileSync(file, '[{"name": "cpus", "type": "SCALAR", "scalar": {"value": 2}}]\n');
    const args = ['--resources', `file://${file}`, '--default-role', 'prod', '--zone', 'z1'];
    const parsed = parseArguments([...base, ...args]);
    expect(parsed.kind === 'run' && parsed.options).toMatchObject({
      resources: [{ name: 'cpus', reservations: [{ kind: 'static', role: 'prod' }] }],
      defaultRole: 'prod',
      attributes: { zone: 'z1' },
    });
  });

  test.each([
    [[], ['--engine: missing: write', '--work: missing: name']],
    [[...base, '--resources', 'cpus:x'], ['--resources: cpus: "x": write a number']],
    [[...base, '--resources=file:///no/such'], ['--resources: ENOENT']],
    [[...base, '--default-role', '/a', '--resources', 'mem:1'], ['--default-role: role "/a"']],
    [[...base, '--zone', 'a', '--attributes', 'zone:b'], ['--zone: a, but --attributes says']],
    [[...base, '--attributes', 'rack'], ['--attributes: "rack": it has no value']],
    [[...base, '--keep-sandboxes', '-1'], ['--keep-sandboxes']],
    [[...base, '--keep-sandboxes=x'], ['--keep-sandboxes: x: a whole number from 0']],
    [[...base, '--start-timeout', '0s'], ['--start-timeout: 0s: a duration from 1s to 1h']],
    [[...base, '--start-timeout', 'soon'], ['--start-timeout: soon: a duration from 1s to 1h']],
    [[...base, '--wrok', 'x'], ["arguments: Unknown option '--wrok': see --help"]],
    [[...base, 'more'], ["arguments: Unexpected argument 'more'"]],
  ])('%j is said to be wrong', (args, faults) => {
    const parsed = parseArguments(args);
    const said = parsed.kind === 'faults' ? parsed.faults : [];
    expect(said).toHaveLength(faults.length);
    for (const [index, fault] of faults.entries()) expect(said[index]).toContain(fault);
  });

  test('shows every option in its help, with an example', () => {
    expect(parseArguments(['--help'])).toEqual({ kind: 'help' });
    expect(usage).toContain('Example:');
    for (const name of [...usual, 'default-role', 'region', 'zone', 'start-timeout'])
      expect(usage).toContain(`--${name} `);
  });
});

describe('what the README shows', () => {
  const readme = readFileSync(new URL('../../agentd/README.md', import.meta.url), 'utf8');
  const [, text = ''] = /--resources '([^']+)'/.exec(readme) ?? [];
  const [, json = ''] = /^ {4}(\[\{[\s\S]+?\}\])$/m.exec(readme) ?? [];
  const [, attributes = ''] = /--attributes '([^']+)'/.exec(readme) ?? [];

  test.each([text, json])('%s is what --resources takes', (resources) => {
    expect(resources).not.toBe('');
    const parsed = parseArguments([...base, '--resources', resources, '--attributes', attributes]);
    expect(parsed).toMatchObject({ kind: 'run', options: { attributes: { nets: '[1-5]' } } });
  });
});

test.each([
  ['http://h:1', 'ws://h:1/v1/agent'],
  ['https://h/base/', 'wss://h/base/v1/agent'],
  ['ws://h:1/', 'ws://h:1/v1/agent'],
])('the engine at %s is dialled at %s', (engine, url) => {
  expect(socketUrl(engine, '/v1/agent')).toBe(url);
});

test.each(['h:1', 'ftp://h', ''])('%j is no address of an engine', (engine) => {
  expect(() => socketUrl(engine, '')).toThrow(/--engine .*: no address of an engine: write http/);
});
