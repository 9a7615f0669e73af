// What an agent's resources make of it that its operator will hardly have meant: without cpus or
// memory it is never offered (book-mesos.md M030), and what goes by a name that no task asks for
// is never used (L01).
import { type Bundle, quantitiesOf } from './bundle.ts';

export interface ResourceWarning {
  /** What is. */
  readonly what: string;
  /** What would change it. */
  readonly remedy: string;
}

/** What is written for what, by Mesos' own book too. */
const rightNames: ReadonlyMap<string, string> = new Map([
  ['cpu', 'cpus'],
  ['cores', 'cpus'],
  ['memory', 'mem'],
  ['ram', 'mem'],
  ['port', 'ports'],
  ['gpu', 'gpus'],
]);

/** What the name was meant to be, where it is a likely slip. */
export const rightName = (name: string): string | undefined => rightNames.get(name);

const needed = ['cpus', 'mem'] as const;

/** It has what any task takes: some cpus and some memory. */
export const isEverOffered = (bundle: Bundle): boolean => missingOf(bundle).length === 0;

const missingOf = (bundle: Bundle): readonly string[] => {
  const quantities = quantitiesOf(bundle);
  return needed.filter((name) => (quantities[name] ?? 0) <= 0);
};

/** Undefined when it is offered. */
export function neverOffered(bundle: Bundle): ResourceWarning | undefined {
  const missing = missingOf(bundle);
  if (missing.length === 0) return undefined;
  const text = missing.map((name) => `${name}:${amountMeant(bundle, name)}`).join(';');
  return {
    what: `never offered: it has no ${missing.join(' and no ')}`,
    remedy: `start it with --resources '${text}'`,
  };
}

/** What stands under a misspelt name; `...` where nothing does. */
function amountMeant(bundle: Bundle, name: string): string {
  const quantities = quantitiesOf(bundle);
  const slip = Object.keys(quantities).find((given) => rightName(given) === name);
  return slip === undefined ? '...' : String((quantities[slip] ?? 0) / 1000);
}

/** One for each name that is a likely slip. */
export function misspelt(bundle: Bundle): readonly ResourceWarning[] {
  const names = [...new Set(bundle.map(({ name }) => name))];
  return names.flatMap((name) => {
    const right = rightName(name);
    if (right === undefined) return [];
    return [{ what: `no task asks for ${name}`, remedy: `write ${right} in --resources` }];
  });
}
