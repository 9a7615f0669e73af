// Who is in the wrong folder is told the right one, on standard error.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/cli/fake-tools.ts';
import { appYaml, shopRepo } from '../../support/cli/shop-repo.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const clusterYaml = 'apiVersion: meridian/v1\nkind: Cluster\nmetadata: {name: test}\nspec: {}\n';

/** A Git repository of specs, in which one folder alone isn't whole. */
function brokenApart(): string {
  const root = join(tempFolder(), 'repo');
  const { git } = shopRepo(root);
  git.commit({ files: { 'apps/web.yaml': appYaml('/shop/web', '  instances: {{ var.many }}\n') } });
  return root;
}

test.each(['validate', 'plan --against empty'])('%s of a folder in a repository', async (line) => {
  const root = brokenApart();
  const ran = await run(line.split(' '), { root: join(root, 'apps') });
  expect(ran.code).toBe(1);
  const [command] = line.split(' ');
  expect(ran.stderr).toBe(
    `. has no meridian.yaml: did you mean \`meridian ${command} ${root}\`?\n`,
  );
});

test('validate of a folder with repositories in it', async () => {
  const root = tempFolder();
  for (const name of ['one', 'two']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'meridian.yaml'), clusterYaml);
  }
  const ran = await run(['validate'], { root });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toBe(
    '. has no meridian.yaml: did you mean `meridian validate one` or `meridian validate two`?\n',
  );
});

test('faults of a whole repository are told alone', async () => {
  const root = brokenApart();
  expect(await run(['validate'], { root })).toMatchObject({ code: 1, stderr: '' });
});
