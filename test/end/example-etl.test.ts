// examples/etl/README.md, line by line, on the cluster that `npm start` starts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExampleCluster } from '../support/cluster/example-cluster.ts';
import { readmeBlocks } from '../support/cluster/readme-lines.ts';

const all = readmeBlocks('examples/etl/README.md');
/** The last one sweeps what is left when the cluster has ended. */
const [blocks, sweep] = [all.slice(0, -1), all.at(-1) ?? ''];

let cluster: ExampleCluster;

beforeAll(async () => {
  cluster = await ExampleCluster.start();
}, 90_000);

afterAll(() => cluster.stop());

/** What a block that has a line says, besides going well. */
const said: readonly (readonly [string, RegExp])[] = [
  ['meridian graph', /\/etl\/report/],
  ['meridian logs "$report"', /^20 orders, 970 in all$/m],
  ['/report.txt', /^20 orders, 970 in all$/m],
  ["s/PT15S/PT10S/'", /retimed: next due .* instead of/],
  ['"Count other orders"', /order\.csv: No such file/],
  ['--state failed\nmeridian status', /\/etl\/count@\w+ +failed/],
  ['suspended: true', /suspended for \d+s: no due time starts it/],
];

const handedOn = (): string => join(cluster.folder, `handed-on-${process.getuid?.()}`);

async function statesOf(job: string): Promise<ReadonlySet<string>> {
  const { items } = await cluster.client.runs({ job, limit: 100 });
  return new Set(items.map(({ state }) => state));
}

describe('the walk through examples/etl', () => {
  it('has commands to follow', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(8);
    expect(sweep).toMatch(/^rm -rf/);
    expect(cluster.said).toMatch(/\n {2}\/etl\/extract is due in \d+s, /);
  });

  it.each(blocks.map((block, index) => [index + 1, block] as const))(
    'goes as written: block %i',
    async (_, block) => {
      const output = await cluster.type(block);
      for (const [line, text] of said) if (block.includes(line)) expect(output).toMatch(text);
      expect(output).not.toMatch(/undefined|NaN|\[object/);
    },
  );

  it('ends with every lineage whole: what had failed was mended, and each report ran', async () => {
    expect([...(await statesOf('/etl/count'))]).not.toContain('failed');
    const reports = await cluster.client.runs({ job: '/etl/report', limit: 100 });
    const lineages = reports.items.map(({ lineage }) => lineage);
    expect(new Set(lineages).size).toBe(lineages.length);
    const counts = await cluster.client.runs({ job: '/etl/count', limit: 100 });
    const mended = counts.items.filter(({ launches }) => launches > 1);
    expect(mended.length).toBeGreaterThan(0);
    for (const { lineage } of mended) expect(lineages).toContain(lineage);
  });

  it('leaves nothing after Ctrl-C but what was handed on, and that can be swept', async () => {
    await cluster.interrupt();
    expect(existsSync(handedOn())).toBe(true);
    await cluster.type(sweep);
    expect(existsSync(handedOn())).toBe(false);
  });
});
