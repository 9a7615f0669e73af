import { describe, expect, test } from 'vitest';
import { parseScenario, type Scenario, scenarioText } from '../../../engine/sim/shrink/scenario.ts';

const scenario: Scenario = {
  formatVersion: 1,
  why: 'A world without anything in it.',
  script: {
    seed: 1,
    settings: {
      agentTimeoutMs: 20_000,
      agentReregistrationTimeoutMs: 60_000,
      sync: { intervalMs: 1_000, massDelete: { fractionMilli: 300, count: 3 } },
    },
    agents: [
      { machine: 'a1', cpusMilli: 1, memoryMib: 1, ports: [1, 2], attributes: {}, atMs: 0 },
      { machine: 'a2', cpusMilli: 1, memoryMib: 1, ports: [1, 2], attributes: {}, atMs: 0 },
    ],
    commits: [],
    operations: [],
    faults: [{ atMs: 1, kind: 'second-engine' }],
    events: 100,
  },
};

test('a scenario is read as it was written', () => {
  expect(parseScenario(scenarioText(scenario))).toEqual({ ok: true, scenario });
});

test('what fits into a line is one', () => {
  const lines = scenarioText(scenario).split('\n');
  expect(lines).toContain('    "faults": [{ "atMs": 1, "kind": "second-engine" }],');
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});

describe('what is no scenario is refused with what would be right', () => {
  const { script, ...outer } = scenario;
  test.each([
    ['{', 'it is no JSON'],
    ['null', 'it has no formatVersion 1'],
    [JSON.stringify({ ...scenario, why: 1 }), 'it has no why'],
    [JSON.stringify(outer), 'its script has no agents'],
    [JSON.stringify({ ...outer, script: { ...script, faults: 1 } }), 'its script has no faults'],
    [JSON.stringify({ ...outer, script: { ...script, seed: 'x' } }), 'its script has no seed'],
    [
      JSON.stringify({ ...outer, script: { ...script, settings: 1 } }),
      'its script has no settings',
    ],
  ])('%s', (text, what) => {
    expect(parseScenario(text)).toMatchObject({ ok: false, what, hint: expect.any(String) });
  });
});
