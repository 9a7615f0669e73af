// Rules of a Quota by itself: no guarantee or limit for `*`, whose resources are everybody's (as in
// Mesos); names that can be held to a number; no guarantee above the limit.
import { suggest } from '../../engine/lib/text/suggest.ts';
import { resourceName } from '../../engine/model/quota/resource-words.ts';
import type { Quota } from '../../schemas/generated/spec.ts';
import { quotaScalars } from '../build/quantities.ts';
import type { Finding } from '../document/finding.ts';
import type { Scope } from '../document/scope.ts';

const fields = ['guarantee', 'limit'] as const;
type Field = (typeof fields)[number];

export function quotaRules(scope: Scope): readonly Finding[] {
  const role = scope.at<string>('spec', 'role');
  const all = fields.flatMap((field) => {
    const given = scope.map('spec', field);
    if (given === undefined) return [];
    return role === '*' ? [everybodys(field)] : nameFindings(field, Object.keys(given));
  });
  return all.length > 0 ? all : aboveLimit(scope);
}

const everybodys = (field: Field): Finding => ({
  path: ['spec', field],
  at: 'key',
  code: 'bad-quota',
  message: `the role * has a ${field}`,
  hint: `* is everybody's and has a weight alone; give its apps a role of their own`,
});

const known = ['cpus', 'memory', 'disk', 'gpus'];
function nameFindings(field: Field, names: readonly string[]): readonly Finding[] {
  const others = names.filter((name) => !known.includes(name));
  return others.flatMap((name): Finding[] => {
    const at = { path: ['spec', field, name], at: 'key' } as const;
    if (name === 'ports') {
      const hint = 'cpus, memory, disk, gpus and other resources that are a number';
      return [{ ...at, code: 'bad-quota', message: 'ports are no amount', hint }];
    }
    // What every object of the language has by that name would be taken for an amount.
    if (name in {}) {
      const message = `${name} can't be the name of a resource`;
      return [{ ...at, code: 'bad-name', message, hint: 'another name' }];
    }
    const meant = suggest(name, known);
    if (meant === undefined) return [];
    const hint = `did you mean ${meant}?`;
    return [{ ...at, code: 'unknown-field', message: `unknown field ${name}`, hint }];
  });
}

function aboveLimit(scope: Scope): readonly Finding[] {
  const words = Object.keys(scope.map('spec', 'guarantee') ?? {});
  return words.flatMap((word): Finding[] => {
    const guarantee = amountAt(scope, 'guarantee', word);
    const limit = amountAt(scope, 'limit', word);
    if (guarantee === undefined || limit === undefined || guarantee.milli <= limit.milli) return [];
    const message = `guarantee ${word} ${guarantee.text} is above limit ${word} ${limit.text}`;
    const hint = `at most ${limit.text}, or a higher limit`;
    return [{ path: ['spec', 'guarantee', word], at: 'value', code: 'bad-quota', message, hint }];
  });
}

function amountAt(scope: Scope, field: Field, word: string) {
  const written = scope.at<NonNullable<Quota['spec'][Field]>[string]>('spec', field, word);
  if (written === undefined) return undefined;
  const milli = quotaScalars({ [word]: written })[resourceName(word)] ?? 0;
  return { milli, text: String(written) };
}
