// The recorded scripts of test/scenarios/cli: what each command answers, to the letter.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cannedEngine } from '../../support/cli/canned-engine.ts';
import { cannedWorlds } from '../../support/cli/canned-worlds.ts';
import { replay } from '../../support/cli/script.ts';
import { appYaml, shopRepo } from '../../support/cli/shop-repo.ts';
import { TemporaryFolder } from '../../support/git/fixture.ts';

const folder = fileURLToPath(new URL('../../scenarios/cli/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

test('there are scripts to replay', () => {
  expect(files.length).toBeGreaterThan(5);
});

test.each(files)('%s answers as recorded', async (name) => {
  const place = new TemporaryFolder('meridian-cli');
  try {
    shopRepo(`${place.path}/shop`);
    place.file(
      'faulty/web.yaml',
      `${appYaml('/shop/web', '  instnaces: 2\n')}---\nkind: Service\n`,
    );
    place.file('faulty/db.yaml', appYaml('/shop/web'));
    const { recorded, now } = await replay(`${folder}${name}`, {
      root: place.path,
      client: cannedEngine,
      simulate: cannedWorlds(),
    });
    expect(now).toBe(recorded);
  } finally {
    place.remove();
  }
});
