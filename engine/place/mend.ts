// What would let a task in: of the agent that lacks least, each thing that keeps it from there, in
// words that name what to commit, to start or to free.
import { resourceAmount, resourceName, resourceWord } from '../model/quota/resource-words.ts';
import type { Scalars } from '../model/resources/amounts.ts';
import type { PlacementConstraint } from '../model/wanted.ts';
import { traitOf } from './agent-view.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { constraintName, type KeepingAgent, type Misfit, type PlaceRequest } from './misfit.ts';

export interface Near {
  readonly agent: KeepingAgent;
  readonly misfits: readonly Misfit[];
}

/** Values named at most. */
const namedValues = 3;

export function mendText(request: PlaceRequest, near: Near, counts: InstanceCounts): string {
  const { agent, misfits } = near;
  const loose = misfits.filter(({ kind }) => kind !== 'constraint');
  const here = hereText(request, { agent, misfits: loose });
  const constraints = misfits.flatMap(({ constraint }) => constraint ?? []);
  if (constraints.length === 0) return here;
  const wanted = constraints.map((one) => traitText(one, agent, counts));
  const free = loose.length === 0 ? [] : [`${allOf(request.scalars)} free`];
  const loosen = constraints.map(loosenText).join(' and ');
  const also = loose.length === 0 ? '' : ` and ${shortText(near.agent, loose) ?? here}`;
  return `start an agent with ${[...wanted, ...free].join(' and ')}, or ${loosen}${also}`;
}

/** What is to be free on the one agent that it can go to. */
export const roomText = ({ agent, misfits }: Near): string =>
  [
    shortText(
      agent,
      misfits.filter(({ kind }) => kind !== 'port'),
    ),
  ]
    .concat(misfits.filter(({ kind }) => kind === 'port').map((one) => portText(agent, one)))
    .filter((text) => text !== undefined && text !== '')
    .join('; and ');

/** What would let it in on that agent, but for constraints. */
function hereText(request: PlaceRequest, { agent, misfits }: Near): string {
  const lacks = misfits.flatMap(({ kind, lack }) => (kind === 'resource' && lack ? [lack] : []));
  const parts = misfits.flatMap((misfit) => {
    if (misfit.kind === 'role') return [keptText(agent, misfit)];
    return misfit.kind === 'port' ? [portText(agent, misfit)] : [];
  });
  const scarce = Object.fromEntries(lacks.map(({ resource, milli }) => [resource, milli]));
  return [...(lacks.length === 0 ? [] : [freeText(request, agent, scarce)]), ...parts].join(
    '; and ',
  );
}

/** What is to be freed there, if that is all. */
function shortText({ agentId }: KeepingAgent, misfits: readonly Misfit[]): string | undefined {
  const lacks = misfits.flatMap(({ kind, lack }) => (kind === 'resource' && lack ? [lack] : []));
  if (lacks.length < misfits.length || lacks.length === 0) return undefined;
  const scarce = Object.fromEntries(lacks.map(({ resource, milli }) => [resource, milli]));
  return `free ${allOf(scarce)} on ${agentId}`;
}

/** `1 cpu`, `1.5 cpus`, `512MiB of memory`. */
function amountOf(resource: string, milli: number): string {
  const text = resourceAmount(resource, milli);
  const word = resourceWord(resource);
  if (/[a-z]$/i.test(text)) return `${text} of ${word}`;
  return `${text} ${text === '1' ? word.replace(/s$/, '') : word}`;
}

const allOf = (scalars: Scalars): string =>
  Object.entries(scalars)
    .map(([name, milli]) => amountOf(name, milli))
    .join(' and ');

/** What asks for so much in a spec. */
const lineFor = (scalars: Scalars): string =>
  `\`resources: {${Object.entries(scalars)
    .map(([name, milli]) => `${resourceWord(name)}: ${resourceAmount(name, milli)}`)
    .join(', ')}}\``;

/** No agent has as much, even when it is empty. */
export function oversizeText(word: string, largest: number): string {
  const resource = resourceName(word);
  if (largest <= 0)
    return `start an agent with ${word} that it may take (\`--resources\`): none has any`;
  const most = amountOf(resource, largest);
  const line = lineFor({ [resource]: largest });
  return `ask for at most ${most}, all that the largest agent has (${line}), or add a larger one`;
}

/** `scarce`: what is missing there. */
function freeText(
  { scalars, constraints }: PlaceRequest,
  { agentId, free }: KeepingAgent,
  scarce: Scalars,
): string {
  const names = Object.keys(scarce);
  const pick = (from: Scalars): Scalars =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? 0]));
  const there = pick(free.scalars);
  const isAny = names.every((name) => (there[name] ?? 0) > 0);
  const ask = isAny ? [`ask for at most what is free there (${lineFor(there)})`] : [];
  // A new agent has to be where the task may go, too.
  const traits = constraints.length === 0 ? '' : ` and the attributes of ${agentId}`;
  const ways = [
    `free ${allOf(scarce)} on ${agentId}`,
    ...ask,
    `or add an agent with ${allOf(pick(scalars))} free${traits}`,
  ];
  return ways.join(', ');
}

function portText({ agentId }: KeepingAgent, { name }: Misfit): string {
  if (name !== 'ports') return `free ${name} on ${agentId}, or take any port (\`host: 0\`)`;
  return `stop something on ${agentId} that has ports, or add an agent with more of them`;
}

const volumesOf = 'volumes of ';

function keptText({ agentId }: KeepingAgent, { name, lack }: Misfit): string {
  if (name.startsWith(volumesOf))
    return `\`meridian release ${name.slice(volumesOf.length)}\` gives up what is kept there`;
  const role = name.replace(/^role /, '');
  const short = lack ? amountOf(lack.resource, lack.milli) : 'as much';
  const others = `start ${agentId} with ${short} more that is reserved for nobody`;
  return `commit it with \`role: ${role}\`, or ${others} (\`--resources\`)`;
}

const isHost = (attribute: string): boolean =>
  attribute === 'hostname' || attribute === '@hostname';

/** As `meridian-agentd` is told it. */
const flagFor = (attribute: string, value: string | undefined): string => {
  if (value === undefined) return `any ${attribute}`;
  return isHost(attribute) ? `hostname ${value}` : `\`--attributes '${attribute}:${value}'\``;
};

/** What an agent has that the constraint would let it go to. */
function traitText(
  { attribute, operator, value }: PlacementConstraint,
  agent: KeepingAgent,
  counts: InstanceCounts,
): string {
  switch (operator) {
    case 'is':
      return flagFor(attribute, value);
    case 'cluster':
      return flagFor(attribute, value ?? counts.firstValue(attribute));
    case 'like':
      return `a ${attribute} like ${value}`;
    case 'unlike':
      return `a ${attribute} that isn't like ${value}`;
    case 'unique':
    case 'max-per':
    case 'limit':
      return another(attribute, agent);
    case 'group-by': {
      const hasAll = counts.known(attribute) >= Number(value ?? 1);
      return hasAll && counts.fewestIn(attribute).length > 0
        ? fewestText(attribute, counts)
        : another(attribute, agent);
    }
  }
}

function another(attribute: string, agent: KeepingAgent): string {
  const has = traitOf(agent, attribute);
  return has === undefined ? `any ${attribute}` : `another ${attribute} than ${has}`;
}

/** Those values that have the fewest instances: one of them would be let in. */
function fewestText(attribute: string, counts: InstanceCounts): string {
  const fewest = counts.fewestIn(attribute).slice(0, namedValues);
  const flags = fewest.map((value) => flagFor(attribute, value)).join(' or ');
  return `${flags} (${fewest.length === 1 ? 'it has' : 'they have'} the fewest)`;
}

function loosenText(constraint: PlacementConstraint): string {
  const name = `\`${constraintName(constraint)}\``;
  const { operator } = constraint;
  return operator === 'max-per' || operator === 'limit'
    ? `raise ${name} in \`placement\``
    : `take ${name} out of \`placement\``;
}
