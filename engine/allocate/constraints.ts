// Offer constraints of a framework in one role (mesos.md 1.8): it wants offers of an agent when all
// constraints of one of the groups hold. An agent without the attribute fulfils what is negative
// (not-exists, text-not-equals, text-not-matches) and nothing else. Compiled once, asked per agent
// before any resource work; an expression can't stall the engine and costs 100 steps a character
// at most, as with Mesos.
import { type Pattern, readPattern } from '../lib/text/pattern.ts';
import type {
  AttributeTest,
  ConstraintSubject,
  OfferConstraint,
  OfferConstraints,
} from '../model/scheduler-api/offer-constraint.ts';

export interface ConstrainedAgent {
  readonly hostname: string;
  /** With `region` and `zone` among them, where the agent has one. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ConstraintFault {
  /** `groups[0][2].test.regex` */
  readonly where: string;
  readonly what: string;
  readonly right: string;
}

export type CompiledConstraints =
  | { readonly kind: 'compiled'; excludes(agent: ConstrainedAgent): boolean }
  | { readonly kind: 'refused'; readonly faults: readonly ConstraintFault[] };

/** In all groups of one role; every one of them is asked of every agent. */
const mostConstraints = 200;
const mostNameCharacters = 128;
const mostTextCharacters = 1024;
/** Mesos' own bound on the size of a program. */
const patternBounds = { mostCharacters: 256, mostInstructions: 100 };

export function compileConstraints(groups: OfferConstraints): CompiledConstraints {
  const faults = [...shapeFaults(groups)];
  if (faults.length > 0) return { kind: 'refused', faults };
  const compiled = groups.map((group, at) =>
    group.map((constraint, index) => holdsFor(constraint, `groups[${at}][${index}]`, faults)),
  );
  if (faults.length > 0) return { kind: 'refused', faults };
  const isWanted = (agent: ConstrainedAgent): boolean =>
    compiled.some((group) => group.every((holds) => holds(agent)));
  return { kind: 'compiled', excludes: (agent) => !isWanted(agent) };
}

function* shapeFaults(groups: OfferConstraints): Generator<ConstraintFault> {
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  if (groups.length === 0)
    yield fault(
      'groups',
      'there is no group',
      'one group at least, or no constraints for the role',
    );
  if (count > mostConstraints)
    yield fault('groups', `${count} constraints`, `${mostConstraints} at most in a role`);
  for (const [at, group] of groups.entries())
    if (group.length === 0)
      yield fault(`groups[${at}]`, 'the group is empty', 'one constraint at least');
}

const fault = (where: string, what: string, right: string): ConstraintFault => ({
  where,
  what,
  right,
});

type Holds = (agent: ConstrainedAgent) => boolean;

function holdsFor(
  { subject, test }: OfferConstraint,
  where: string,
  faults: ConstraintFault[],
): Holds {
  const read = readerOf(subject, `${where}.subject`, faults);
  const isTrue = testOf(test, `${where}.test`, faults);
  return (agent) => isTrue(read(agent));
}

type Read = (agent: ConstrainedAgent) => string | undefined;

function readerOf(subject: ConstraintSubject, where: string, faults: ConstraintFault[]): Read {
  if ('pseudo' in subject)
    return subject.pseudo === 'hostname'
      ? ({ hostname }) => hostname
      : attributeReader(subject.pseudo);
  const { attribute } = subject;
  if (attribute === '' || attribute.length > mostNameCharacters)
    faults.push(
      fault(
        `${where}.attribute`,
        `a name of ${attribute.length} characters`,
        `1 to ${mostNameCharacters} characters`,
      ),
    );
  return attributeReader(attribute);
}

/** Names come from outside, and every object has a `constructor`. */
const attributeReader =
  (name: string): Read =>
  ({ attributes }) =>
    Object.hasOwn(attributes, name) ? attributes[name] : undefined;

type IsTrue = (value: string | undefined) => boolean;

/**
 * Undefined: the agent hasn't it. Mesos has numbers and ranges among attributes, for which every
 * test on text is true; here all attributes are text as yet.
 */
function testOf(test: AttributeTest, where: string, faults: ConstraintFault[]): IsTrue {
  switch (test.kind) {
    case 'exists':
      return (value) => value !== undefined;
    case 'not-exists':
      return (value) => value === undefined;
    case 'text-equals':
    case 'text-not-equals': {
      const { kind, value: wanted } = test;
      if (wanted.length > mostTextCharacters) faults.push(tooLong(`${where}.value`, wanted));
      return (value) => (value === wanted) === (kind === 'text-equals');
    }
    case 'text-matches':
    case 'text-not-matches': {
      const { kind, regex } = test;
      const pattern = patternOf(regex, `${where}.regex`, faults);
      return (value) =>
        (value !== undefined && pattern?.matchesWhole(value) === true) ===
        (kind === 'text-matches');
    }
  }
}

const tooLong = (where: string, text: string): ConstraintFault =>
  fault(where, `a value of ${text.length} characters`, `${mostTextCharacters} characters at most`);

function patternOf(regex: string, where: string, faults: ConstraintFault[]): Pattern | undefined {
  const reading = readPattern(regex, patternBounds);
  if (reading.ok) return reading.pattern;
  faults.push(fault(where, reading.what, reading.hint));
  return undefined;
}
