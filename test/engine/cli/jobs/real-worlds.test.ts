// Each reason why a job waits, as a real engine tells it: every command shows it, in one page.
import { expect, test } from 'vitest';
import { widthOf } from '../../../../engine/cli/show/width.ts';
import { openClient } from '../../../../engine/client.ts';
import { run } from '../../../support/cli/fake-tools.ts';
import { reportFaults } from '../../../support/cli/report-faults.ts';
import { jobWorlds, load } from '../../../support/http/job-worlds.ts';
import { served } from '../../../support/http/served.ts';

const rows = jobWorlds.map((row) => [`${row.kind} ${row.says.source}`, row] as const);

test.each(rows)('%s', async (_, { kind, make }) => {
  const env = { MERIDIAN_URL: (await served({ world: make() })).url };
  const ask = async (line: string, columns = 80): Promise<string> => {
    const ran = await run(line.split(' '), { openClient, env, columns });
    expect([line, ran.code, ran.stderr]).toEqual([line, 0, '']);
    const wide = ran.stdout.split('\n').filter((text) => widthOf(text) > columns);
    expect(wide).toEqual([]);
    return ran.stdout;
  };
  const wait = new RegExp(kind === 'none' ? load : `${kind}( for \\d+[smhd])?: `);
  expect(await ask('jobs')).toMatch(wait);
  expect(await ask(`job ${load}`)).toMatch(wait);
  expect(await ask(`why ${load}`)).toMatch(/^\/etl\/load: /);
  await ask(`runs ${load}`);
  expect(await ask('graph')).toContain(load);
  await ask('graph --output dot', Number.POSITIVE_INFINITY);
  await ask(`next ${load}`);
  const text = await ask(`runs ${load} --output json`, Number.POSITIVE_INFINITY);
  const list = JSON.parse(text) as { readonly items: readonly { readonly id: string }[] };
  expect(reportFaults('api/run.json#/$defs/RunList', list)).toEqual([]);
  for (const { id } of list.items) {
    expect(await ask(`runs ${id}`)).toContain(id);
    expect(await ask(`why ${id}`)).toContain(id);
  }
});
