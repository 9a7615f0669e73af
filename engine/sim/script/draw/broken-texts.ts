// Ways in which people break a tree: each text stands by itself, so that the tree is faulty
// whatever else is in it.
import type { Random } from '../../../lib/random.ts';
import { appPath, clusterPath, quotasPath } from '../spec-text.ts';

const runs = '  task:\n    command: run\n';

const appNamed = (name: string, spec = runs, version = 'v1'): string =>
  `apiVersion: meridian/${version}\nkind: App\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

const noYaml = appNamed('/broken/end', '  task: [\n');
const tabbed = appNamed('/broken/tab', '\ttask: {command: run}\n');
const unknownField = appNamed('/broken/field', `  instnces: 3\n${runs}`);

const alone = [
  noYaml,
  unknownField,
  appNamed('/broken/later', runs, 'v2'),
  appNamed('/broken/wait', `  dependsOn: [/broken/nobody]\n${runs}`),
  appNamed('/broken/box', '  task:\n    container:\n      image: nginx\n'),
  `${appNamed('/broken/twice')}---\n${appNamed('/broken/twice')}`,
  [
    appNamed('/broken/x', `  dependsOn: [/broken/y]\n${runs}`),
    appNamed('/broken/y', `  dependsOn: [/broken/x]\n${runs}`),
  ].join('---\n'),
];

const badQuota = 'apiVersion: meridian/v1\nkind: Quota\nspec:\n  role: shop\n  weight: much\n';
const badCluster = 'apiVersion: meridian/v1\nkind: Cluster\nspec:\n  sync:\n    interval: soon\n';

/** A path and its text; `names` of apps whose file may be the one that is broken. */
export function drawBroken(random: Random, names: readonly string[]): readonly [string, string] {
  const name = random.pickAny(names);
  if (name !== undefined && random.chance(0.4))
    return [appPath(name), random.pick([noYaml, unknownField, tabbed])];
  if (random.chance(0.15)) return [clusterPath, random.pick([badCluster, noYaml])];
  if (random.chance(0.1)) return [quotasPath, badQuota];
  return ['apps/broken.yaml', random.pickAny(alone) ?? noYaml];
}
