// The dependency cruiser with the project's own rules, over the project or over a fixture.
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import config from '../../../.dependency-cruiser.mjs';

/** Everything that holds TypeScript or JavaScript. */
export const cruisedPaths = [
  'engine',
  'agentd',
  'specs',
  'schemas',
  'examples',
  'test',
  'vitest.config.ts',
] as const;

const forbidden = config.forbidden ?? [];

export const importRules: readonly string[] = forbidden.map((rule) => rule.name ?? 'nameless');

/** Reads `paths` below `folder`: `modules` holds what was seen, `summary` the faults. */
export async function cruiseFolder(
  folder: string,
  paths: readonly string[],
): Promise<ICruiseResult> {
  const { enhancedResolveOptions, tsConfig: _, ...options } = config.options ?? {};
  const result = await cruise(
    [...paths],
    { ...options, baseDir: folder, validate: true, ruleSet: { forbidden } },
    enhancedResolveOptions ?? {},
  );
  if (typeof result.output === 'string') throw new Error('the cruiser gave text, not an object');
  return result.output;
}

/** `rule: from -> to`, one line a fault. */
export const importFaults = (result: ICruiseResult): readonly string[] =>
  result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);

export interface PackageUse {
  readonly file: string;
  readonly name: string;
}

/** Which file imports which package, types included, each pair once. */
export function packageUses(result: ICruiseResult): readonly PackageUse[] {
  const uses = new Map<string, PackageUse>();
  for (const { source, dependencies } of result.modules)
    for (const { resolved } of dependencies) {
      const name = /(?:^|\/)node_modules\/(?:@types\/)?((?:@[^/]+\/)?[^/]+)/.exec(resolved)?.[1];
      if (name) uses.set(`${source} ${name}`, { file: source, name });
    }
  return [...uses.values()];
}
