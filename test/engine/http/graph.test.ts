// Which jobs run after which, and how each parent stands.
import { describe, expect, test } from 'vitest';
import { graphView } from '../../../engine/http/views/jobs/graph-view.ts';
import { objectName } from '../../../engine/model/ids.ts';
import type { CoreWorld } from '../../support/core-world.ts';
import { jobWorld } from '../../support/http/job-worlds.ts';
import { after as comesAfter, jobSpec } from '../../support/job-spec.ts';

describe('the graph', () => {
  const chain = () => {
    const world = jobWorld();
    world.commit(
      jobSpec('/a'),
      jobSpec('/b', { trigger: comesAfter('/a') }),
      jobSpec('/c', { trigger: comesAfter('/a', '/b') }),
    );
    return world;
  };
  const edges = ({ core }: CoreWorld) =>
    graphView(core.tables).edges.map(({ parent, child, state }) => `${parent}${child} ${state}`);

  test('has every job and every edge, waiting before anything ran', () => {
    const world = chain();
    const { nodes } = graphView(world.core.tables);
    expect(nodes.map(({ job, trigger }) => `${job} ${trigger}`)).toEqual([
      '/a manual',
      '/b after',
      '/c after',
    ]);
    expect(edges(world)).toEqual(['/a/b waiting', '/a/c waiting', '/b/c waiting']);
  });

  test('says of each parent how it stands in the newest lineage', () => {
    const world = chain();
    world.operate({ kind: 'run', name: objectName('/a'), env: {} });
    expect(edges(world)[0]).toBe('/a/b waiting');
    world.report('a', '/a@m1.1', { state: 'finished' });
    expect(edges(world)).toEqual(['/a/b satisfied', '/a/c satisfied', '/b/c waiting']);
    const task = world.running()[0] ?? '';
    world.report('a', task, { state: 'failed', exitCode: 1 });
    expect(edges(world)).toEqual(['/a/b satisfied', '/a/c satisfied', '/b/c failed']);
  });

  test('stays satisfied when the lineage is over and forgotten', () => {
    const world = chain();
    world.agent('a').behave = () => ({ state: 'finished' });
    world.operate({ kind: 'run', name: objectName('/a'), env: {} });
    expect(world.core.tables.lineages.size).toBe(0);
    expect(edges(world)).toEqual(['/a/b satisfied', '/a/c satisfied', '/b/c satisfied']);
  });

  test('waits for a newer run, whatever an older lineage is stuck with', () => {
    const world = chain();
    world.operate({ kind: 'run', name: objectName('/a'), env: {} });
    world.report('a', '/a@m1.1', { state: 'failed', exitCode: 1 });
    expect(edges(world)[0]).toBe('/a/b failed');
    world.operate({ kind: 'run', name: objectName('/a'), env: {} });
    expect(edges(world)[0]).toBe('/a/b waiting');
    world.report('a', '/a@m2.1', { state: 'finished' });
    expect(edges(world)[0]).toBe('/a/b satisfied');
  });
});
