// examples/shop/README.md, line by line, on the cluster that `npm start` starts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExampleCluster } from '../support/cluster/example-cluster.ts';
import { readmeBlocks } from '../support/cluster/readme-lines.ts';

const blocks = readmeBlocks('examples/shop/README.md');

let cluster: ExampleCluster;

beforeAll(async () => {
  cluster = await ExampleCluster.start();
}, 90_000);

afterAll(() => cluster.stop());

describe('the walk through examples/shop', () => {
  it('has commands to follow', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(6);
  });

  it.each(blocks.map((block, index) => [index + 1, block] as const))(
    'goes as written: block %i',
    async (_, block) => {
      const output = await cluster.type(block);
      if (block.includes('meridian plan')) expect(output).toMatch(/REPLACE 3/);
      if (block.includes('meridian why')) expect(output).toMatch(/not in prod mode|health|failed/);
      expect(output).not.toMatch(/undefined|NaN|\[object/);
    },
  );

  it('ends with the shop as it was after the good commit', async () => {
    expect(await cluster.areAppsHealthy()).toBe(true);
    const { items } = await cluster.client.tasks({ name: '/shop/web' });
    const running = items.filter((task) => task.state === 'running');
    expect(running.map((task) => task.id)).toEqual([
      '/shop/web#0.2',
      '/shop/web#1.2',
      '/shop/web#2.2',
    ]);
  });

  it('leaves nothing behind after Ctrl-C', async () => {
    await cluster.interrupt();
    expect(cluster.said).toContain('meridian status');
  });
});
