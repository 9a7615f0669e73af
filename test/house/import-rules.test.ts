// Each rule of .dependency-cruiser.mjs fires on what it is there for: a rule that cannot fire is
// worth less than none.
import { expect, test } from 'vitest';
import { cruiseFolder, importFaults, importRules } from '../support/house/cruise.ts';
import { type FixtureFiles, projectFixture } from '../support/house/fixture.ts';

const empty = 'export const nothing = 0;\n';
const importing = (...targets: readonly string[]): string =>
  targets.map((target, at) => `import * as x${at} from '${target}';\nvoid x${at};\n`).join('');

/** One file that imports another that it must not know. */
const bad = (from: string, target: string): FixtureFiles => {
  const up = '../'.repeat(from.split('/').length - 1);
  const inside = target.endsWith('.ts');
  return {
    ...(inside ? { [target]: empty } : {}),
    [from]: importing(inside ? `${up}${target}` : target),
  };
};

const knownBad: readonly (readonly [rule: string, files: FixtureFiles])[] = [
  ['generated', bad('schemas/generated/wire.ts', 'engine/model/ids.ts')],
  ['generated', bad('schemas/generated/wire.ts', 'node:fs')],
  ['model', bad('engine/model/ids.ts', 'engine/plan/plan.ts')],
  ['model', bad('engine/model/ids.ts', 'node:fs')],
  ['lib', bad('engine/lib/graph.ts', 'engine/model/ids.ts')],
  ['lib', bad('engine/lib/graph.ts', 'node:crypto')],
  ['lib', bad('engine/lib/graph.ts', 'yaml')],
  ['lib-check', bad('engine/lib/graph.ts', 'ajv')],
  ['lib-check', bad('engine/http/server.ts', 'ajv')],
  ['lib-digest', bad('engine/lib/graph.ts', '@noble/hashes')],
  ['lib-time', bad('engine/lib/graph.ts', 'luxon')],
  ['lib-cron', bad('engine/lib/graph.ts', 'cron-parser')],
  ['lib-text/pattern', bad('engine/lib/graph.ts', 're2js')],
  ['specs', bad('specs/load.ts', 'node:fs')],
  ['specs', bad('specs/load.ts', 'engine/ports/tree.ts')],
  ['specs', bad('specs/load.ts', 'engine/plan/plan.ts')],
  ...['plan', 'allocate', 'place', 'roll', 'schedule', 'step'].flatMap((room) => [
    [`decide-${room}`, bad(`engine/${room}/a.ts`, 'engine/ports/store.ts')] as const,
    [`decide-${room}`, bad(`engine/${room}/a.ts`, 'node:timers')] as const,
    [`decide-${room}`, bad(`engine/${room}/a.ts`, 'yaml')] as const,
  ]),
  ['agentd-core', bad('agentd/core/a.ts', 'engine/step/step.ts')],
  ['agentd-core', bad('agentd/core/a.ts', 'agentd/ports/clock.ts')],
  ['agentd-core', bad('agentd/core/a.ts', 'node:fs')],
  ['agentd-loop', bad('agentd/loop/a.ts', 'node:fs')],
  ['agentd-loop', bad('agentd/loop/a.ts', 'agentd/adapters/a.ts')],
  ['agentd-ports', bad('agentd/ports/a.ts', 'agentd/core/a.ts')],
  ['agentd-adapters', bad('agentd/adapters/a.ts', 'agentd/core/a.ts')],
  ['agentd', bad('agentd/main.ts', 'engine/ports/store.ts')],
  ['ports', bad('engine/ports/a.ts', 'engine/step/a.ts')],
  ['ports', bad('engine/ports/a.ts', 'node:fs')],
  ['loop', bad('engine/loop/a.ts', 'engine/adapters/a.ts')],
  ['loop', bad('engine/loop/a.ts', 'engine/http/a.ts')],
  ['loop', bad('engine/loop/a.ts', 'node:fs')],
  ['adapters', bad('engine/adapters/a.ts', 'engine/step/a.ts')],
  ['adapters', bad('engine/adapters/a.ts', 'engine/loop/a.ts')],
  ['sim', bad('engine/sim/a.ts', 'engine/adapters/a.ts')],
  ['sim', bad('engine/sim/a.ts', 'engine/http/a.ts')],
  ['http', bad('engine/http/a.ts', 'engine/adapters/a.ts')],
  ['http', bad('engine/http/a.ts', 'specs/load.ts')],
  ['http', bad('engine/http/a.ts', 'commander')],
  ['cli', bad('engine/cli/a.ts', 'engine/loop/a.ts')],
  ['cli', bad('engine/cli/a.ts', 'node:fs')],
  ['cli', bad('engine/cli/a.ts', 'fastify')],
  ['ui', bad('engine/ui/a.ts', 'engine/plan/a.ts')],
  ['beside-rooms', bad('engine/client.ts', 'engine/ports/a.ts')],
  ['no-circular', { 'test/a.ts': importing('./b.ts'), 'test/b.ts': importing('./a.ts') }],
  [
    'no-circular',
    {
      'test/a.ts': "import type { B } from './b.ts';\nexport type A = B | undefined;\n",
      'test/b.ts': "import type { A } from './a.ts';\nexport type B = A | null;\n",
    },
  ],
  ['no-unresolvable', { 'test/a.ts': importing('./gone.ts') }],
  ['no-undeclared', bad('engine/adapters/a.ts', 'undeclared')],
  ['no-dev-in-product', bad('engine/adapters/a.ts', 'vitest')],
  ['mains-choose-adapters', bad('engine/http/a.ts', 'engine/adapters/a.ts')],
  ['mains-choose-adapters', bad('engine/client.ts', 'engine/adapters/a.ts')],
  ['mains-choose-adapters', bad('agentd/other.ts', 'agentd/adapters/a.ts')],
  ['generate-is-a-tool', bad('engine/main.ts', 'schemas/generate.ts')],
  ['product-knows-no-test', bad('engine/main.ts', 'test/support/a.ts')],
  ['examples-stand-alone', bad('examples/shop/web.js', 'engine/client.ts')],
  ['examples-stand-alone', bad('examples/shop/web.js', 'fastify')],
  ['engine-adapters-apart', bad('engine/adapters/repo-git.ts', 'engine/adapters/tree-files.ts')],
  ['engine-adapters-apart', bad('engine/adapters/repo-git.ts', 'engine/adapters/lmdb/rows.ts')],
  ['agentd-adapters-apart', bad('agentd/adapters/probe.ts', 'agentd/adapters/link/ws.ts')],
];

test.each(knownBad)('%s fires (%#)', async (rule, files) => {
  const top = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path))];
  const faults = importFaults(await cruiseFolder(projectFixture(files), top));
  expect(faults.map((line) => line.split(':')[0])).toContain(rule);
});

test('every rule is shown to fire', () => {
  const shown = new Set(knownBad.map(([rule]) => rule));
  expect(importRules.filter((rule) => !shown.has(rule))).toEqual([]);
});

test('what the table allows raises nothing', async () => {
  const files: FixtureFiles = {
    'schemas/generated/wire.ts': empty,
    'engine/model/ids.ts': importing('../lib/digest.ts', '../../schemas/generated/wire.ts'),
    'engine/lib/digest.ts': importing('@noble/hashes'),
    'engine/lib/check.ts': importing('ajv'),
    'engine/plan/plan.ts': importing('../model/ids.ts', '../step/step.ts'),
    'engine/step/step.ts': importing('../lib/digest.ts'),
    'specs/load.ts': importing('yaml', '../engine/lib/check.ts'),
    'engine/ports/store.ts': importing('../model/ids.ts'),
    'engine/loop/loop.ts': importing('../ports/store.ts', '../../specs/load.ts'),
    'engine/adapters/repo-git.ts': importing('./repo-git-refs.ts', './git/git.ts', 'node:fs'),
    'engine/adapters/repo-git-refs.ts': importing('./git/git.ts', '../ports/store.ts'),
    'engine/adapters/git/git.ts': importing('node:child_process'),
    'engine/http/server.ts': importing('fastify', '../loop/loop.ts', 'node:crypto'),
    'engine/cli/cli.ts': importing('commander', '../client.ts', '../../specs/load.ts'),
    'engine/client.ts': importing('../schemas/generated/wire.ts'),
    'engine/sim/sim.ts': importing('../../agentd/loop/loop.ts', '../loop/loop.ts'),
    'engine/main.ts': importing('./adapters/repo-git.ts', './cli/cli.ts', 'node:fs'),
    'agentd/core/core.ts': importing('../../engine/model/ids.ts'),
    'agentd/ports/clock.ts': empty,
    'agentd/loop/loop.ts': importing('../core/core.ts', '../ports/clock.ts'),
    'agentd/adapters/clock.ts': importing('../ports/clock.ts', 'node:timers'),
    'agentd/main.ts': importing('./adapters/clock.ts', './loop/loop.ts', 'node:fs', 'commander'),
    'test/plan.test.ts': importing('../engine/plan/plan.ts', 'vitest', 'node:fs'),
    'examples/shop/web.js': importing('node:http'),
  };
  const top = ['schemas', 'engine', 'specs', 'agentd', 'test', 'examples'];
  expect(importFaults(await cruiseFolder(projectFixture(files), top))).toEqual([]);
});
