// The command line of meridian-agentd.
import { describe, expect, test } from 'vitest';
import { socketUrl } from '../../agentd/adapters/link-ws.ts';
import { parseArguments, usage } from '../../agentd/arguments.ts';

const base = ['--engine', 'http://127.0.0.1:1', '--work', '/w'];

describe('the command line', () => {
  test('has defaults for all but engine and work directory', () => {
    const parsed = parseArguments(base);
    expect(parsed).toMatchObject({
      kind: 'run',
      options: { keepSandboxes: 100, allowRoot: false, killTasksOnExit: false, attributes: {} },
    });
  });

  test('takes resources and attributes in the syntax of Mesos', () => {
    const args = ['--resources', 'cpus:2;ports:[1-9]', '--attributes', 'rack:1-1'];
    const parsed = parseArguments([...base, ...args]);
    expect(parsed.kind === 'run' && parsed.options).toMatchObject({
      resources: { scalars: { cpus: 2_000 }, ranges: { ports: [[1, 9]] } },
      attributes: { rack: '1-1' },
    });
  });

  test.each([
    [[], ['--engine: missing: write', '--work: missing: name']],
    [[...base, '--resources', 'cpu:4'], ['--resources: cpu: no task asks for that: write cpus']],
    [[...base, '--attributes', 'rack'], ['--attributes: "rack": it has no value']],
    [[...base, '--keep-sandboxes', '-1'], ['--keep-sandboxes']],
    [[...base, '--keep-sandboxes=x'], ['--keep-sandboxes: x: a whole number from 0']],
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
    for (const name of ['engine', 'work', 'token-file', 'name', 'resources', 'attributes'])
      expect(usage).toContain(`--${name} `);
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
