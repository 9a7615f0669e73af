// No agent fits: by each resource, by ports, by each operator of `placement`.
import type { PlacementConstraint } from '../../../../engine/model/wanted.ts';
import { type Situation, situations } from '../../../support/why/situation.ts';
import { app, type Sizes, usual, WhyWorld } from '../../../support/why/why-world.ts';

const web = '/shop/web';

/** Agents `a1` on with these attributes, and the app. */
function worldOf(sizes: Sizes, ...agents: readonly string[]): WhyWorld {
  const world = new WhyWorld();
  for (const [at, attributes] of agents.entries()) world.start(`a${at + 1}`, usual, attributes);
  commit(world, sizes);
  return world;
}

const commit = (world: WhyWorld, sizes: Sizes): void => world.push({ objects: [app(web, sizes)] });

const placed = (operator: PlacementConstraint['operator'], value?: string): Sizes => ({
  placement: [{ attribute: 'rack', operator, ...(value === undefined ? {} : { value }) }],
});

/** Something else has so much of one agent, and the app is to go there too. */
function shared(other: Sizes, sizes: Sizes): WhyWorld {
  const world = new WhyWorld();
  world.start('a1');
  world.push({ objects: [app('/db', other)] });
  world.push({ objects: [app('/db', other), app(web, sizes)] });
  return world;
}

const rows: readonly Situation[] = [
  {
    name: 'no agent',
    stage: () => worldOf({}),
    about: web,
    kind: 'unplaceable',
    says: '/shop/web: 1 of 1 instance has no place: there is no agent',
    remedy: 'start an agent with `meridian-agentd`',
    mend: (world) => world.start('a1'),
    running: ['/shop/web#0.1'],
  },
  {
    name: 'cpus, all in use',
    stage: () => shared({ cpus: 3 }, { cpus: 2 }),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: cpus rules out 1 ' +
      '(needs 2, 1 free)',
    remedy:
      'free 1 cpu on a1-000000, ask for at most what is free there (`resources: {cpus: ' +
      '1}`), or add an agent with 2 cpus free',
    mend: (world) => world.push({ objects: [app('/db', { cpus: 3 }), app(web, { cpus: 1 })] }),
  },
  {
    name: 'memory, more than any agent has',
    stage: () => worldOf({ memoryMib: 5000 }, ''),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: memory rules out 1 ' +
      '(needs 5000MiB, 4096MiB free)',
    remedy:
      'ask for at most 4GiB of memory, all that the largest agent has (`resources: ' +
      '{memory: 4GiB}`), or add a larger one',
    mend: (world) => commit(world, { memoryMib: 4096 }),
  },
  {
    name: 'disk, all in use',
    stage: () => shared({ diskMib: 4000 }, { diskMib: 100 }),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: disk rules out 1 ' +
      '(needs 100MiB, 96MiB free)',
    remedy:
      'free 4MiB of disk on a1-000000, ask for at most what is free there (`resources: ' +
      '{disk: 96MiB}`), or add an agent with 100MiB of disk free',
    mend: (world) => world.start('a2'),
  },
  {
    name: 'a fixed port that is taken',
    stage: () => shared({ ports: [31_001] }, { ports: [31_001] }),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: port 31001 rules out ' +
      "1 (port 31001 is taken or outside the agent's range)",
    remedy: 'free port 31001 on a1-000000, or take any port (`host: 0`)',
    mend: (world) =>
      world.push({ objects: [app('/db', { ports: [31_001] }), app(web, { ports: [0] })] }),
  },
  {
    name: 'ports, all in use',
    stage: () => shared({ ports: [0, 0, 0, 0, 0, 0, 0, 0, 0] }, { ports: [0, 0] }),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: ports rules out 1 ' +
      '(needs 2, 1 free)',
    remedy: 'stop something on a1-000000 that has ports, or add an agent with more of them',
    mend: (world) => world.push({ objects: [app(web, { ports: [0, 0] })] }),
  },
  {
    name: 'unique',
    stage: () => worldOf({ of: 2, ...placed('unique') }, 'rack:r1', 'rack:r1'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 2 instances has no place: none of 2 agents fits: rack unique rules ' +
      'out 2 (rack r1 has 1 of at most 1)',
    remedy: 'start an agent with another rack than r1, or take `rack unique` out of `placement`',
    mend: (world) => world.start('a3', usual, 'rack:r2'),
  },
  {
    name: 'unique by host',
    stage: () => worldOf({ of: 2, placement: [{ attribute: 'hostname', operator: 'unique' }] }, ''),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 2 instances has no place: none of 1 agent fits: hostname unique ' +
      'rules out 1 (hostname a1 has 1 of at most 1)',
    remedy:
      'start an agent with another hostname than a1, or take `hostname unique` out of ' +
      '`placement`',
    mend: (world) => world.start('a2'),
  },
  {
    name: 'cluster, where the first instance is full',
    stage: () => worldOf({ of: 2, cpus: 3, ...placed('cluster') }, 'rack:r1', 'rack:r2'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 2 instances has no place: none of 2 agents fits: cpus rules out 1 ' +
      '(needs 3, 1 free), rack cluster rules out 1 (rack is r2, the others are on r1)',
    remedy:
      'free 2 cpus on a1-000000, ask for at most what is free there (`resources: {cpus: ' +
      '1}`), or add an agent with 3 cpus free and the attributes of a1-000000',
    mend: (world) => world.start('a3', usual, 'rack:r1'),
  },
  {
    name: 'cluster of a value that no agent has',
    stage: () => worldOf(placed('cluster', 'r9'), 'rack:r1'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: rack cluster r9 ' +
      'rules out 1 (rack is r1, the others are on r9)',
    remedy:
      "start an agent with `--attributes 'rack:r9'`, or take `rack cluster r9` out of " +
      '`placement`',
    mend: (world) => world.start('a2', usual, 'rack:r9'),
  },
  {
    name: 'group-by, which waits for a value',
    stage: () => worldOf({ of: 2, ...placed('group-by', '2') }, 'rack:r1'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 2 instances has no place: none of 1 agent fits: rack group-by 2 ' +
      'rules out 1 (rack r1 has its share of 1 (1 of 2 known))',
    remedy:
      'start an agent with another rack than r1, or take `rack group-by 2` out of `placement`',
    mend: (world) => world.start('a2', usual, 'rack:r2'),
  },
  {
    name: 'group-by, where the value with the fewest is full',
    stage: () => {
      const world = new WhyWorld();
      world.start('a1', usual, 'rack:r1');
      world.start('a2', 'cpus:1; mem:4096; ports:[31000-31009]', 'rack:r2');
      commit(world, { of: 4, ...placed('group-by') });
      return world;
    },
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 4 instances has no place: none of 2 agents fits: cpus rules out 1 ' +
      '(needs 1, 0 free), rack group-by rules out 1 (rack r1 has 2, another value only 1)',
    remedy:
      "start an agent with `--attributes 'rack:r2'` (it has the fewest), or take `rack " +
      'group-by` out of `placement`',
    mend: (world) => world.start('a3', usual, 'rack:r2'),
  },
  {
    name: 'like',
    stage: () => worldOf(placed('like', 'r[12]'), 'rack:x1', ''),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 2 agents fits: rack like r[12] ' +
      "rules out 2 (rack x1 isn't like r[12])",
    remedy: 'start an agent with a rack like r[12], or take `rack like r[12]` out of `placement`',
    mend: (world) => world.start('a3', usual, 'rack:r2'),
  },
  {
    name: 'unlike',
    stage: () => worldOf(placed('unlike', 'r.*'), 'rack:r1'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: rack unlike r.* ' +
      'rules out 1 (rack r1 is like r.*)',
    remedy:
      "start an agent with a rack that isn't like r.*, or take `rack unlike r.*` out of " +
      '`placement`',
    mend: (world) => world.start('a2', usual, 'rack:x1'),
  },
  {
    name: 'max-per',
    stage: () => worldOf({ of: 3, ...placed('max-per', '2') }, 'rack:r1'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 3 instances has no place: none of 1 agent fits: rack max-per 2 ' +
      'rules out 1 (rack r1 has 2 of at most 2)',
    remedy: 'start an agent with another rack than r1, or raise `rack max-per 2` in `placement`',
    mend: (world) => commit(world, { of: 3, ...placed('max-per', '3') }),
  },
  {
    name: 'limit',
    stage: () => worldOf({ of: 2, ...placed('limit', '1') }, 'rack:r1'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 2 instances has no place: none of 1 agent fits: rack limit 1 rules ' +
      'out 1 (rack r1 has 1 of at most 1)',
    remedy: 'start an agent with another rack than r1, or raise `rack limit 1` in `placement`',
    mend: (world) => world.start('a2', usual, 'rack:r2'),
  },
  {
    name: 'is',
    stage: () => worldOf(placed('is', 'r2'), 'rack:r1', ''),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 2 agents fits: rack is r2 rules ' +
      'out 2 (rack is r1, not r2)',
    remedy: "start an agent with `--attributes 'rack:r2'`, or take `rack is r2` out of `placement`",
    mend: (world) => world.start('a3', usual, 'rack:r2'),
  },
  {
    name: 'is, where the agent has no such attribute',
    stage: () => worldOf(placed('is', 'r2'), ''),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: rack is r2 rules out ' +
      '1 (the agent has no attribute rack)',
    remedy: "start an agent with `--attributes 'rack:r2'`, or take `rack is r2` out of `placement`",
    mend: (world) => commit(world, {}),
  },
  {
    name: 'several at once: the agent that lacks least is named',
    stage: () => {
      const world = worldOf({}, 'rack:r1', 'rack:r2');
      world.start('a2', 'cpus:2; mem:64; ports:[31000-31009]', 'rack:r2');
      commit(world, { cpus: 4, memoryMib: 512, ...placed('is', 'r2') });
      return world;
    },
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 2 agents fits: cpus rules out 2 ' +
      '(needs 4, 3 free), memory rules out 1 (needs 512MiB, 64MiB free), rack is r2 rules ' +
      'out 1 (rack is r1, not r2)',
    remedy:
      "start an agent with `--attributes 'rack:r2'` and 4 cpus and 512MiB of memory free, " +
      'or take `rack is r2` out of `placement` and free 1 cpu on a1-000000',
    mend: (world) => world.start('a3', usual, 'rack:r2'),
  },
];

situations('no agent fits', rows);
