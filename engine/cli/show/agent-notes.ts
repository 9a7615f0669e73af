// What stands below an agent's row: why nothing is placed on it, what its operator will hardly have
// meant, what of it is reserved, its other disks, where it stands.
import type { AgentView } from '../../../schemas/generated/api.ts';
import { amountText, waitText } from './words.ts';

export function agentNotes(agent: AgentView): readonly string[] {
  return [
    ...agent.waits.map(waitText),
    ...agent.warnings.map(({ what, remedy }) => `${what}: ${remedy}`),
    ...agent.reserved.map(reservedText),
    ...agent.disks.map(diskText),
    ...attributeNotes(agent),
  ];
}

type Reserved = AgentView['reserved'][number];

function reservedText(reserved: Reserved): string {
  const { role, release } = reserved;
  const text = `reserved for ${role}: ${amountsText(reserved)}`;
  if (release === undefined) return text;
  return `${text}: its framework is gone: \`meridian release ${release}\` gives it up`;
}

/** As `--resources` has them. */
function amountsText({ scalars, ranges, sets }: Reserved): string {
  const texts = [
    ...Object.entries(scalars).map(([name, amount]) => `${name}:${amountText(amount)}`),
    ...Object.entries(ranges).map(
      ([name, list]) => `${name}:[${list.map((range) => range.join('-')).join(',')}]`,
    ),
    ...Object.entries(sets).map(([name, items]) => `${name}:{${items.join(',')}}`),
  ];
  return texts.join(' ');
}

const diskText = ({ kind, root, total, role }: AgentView['disks'][number]): string =>
  `disk ${root} (${kind}): ${amountText(total)} MiB${role === undefined ? '' : ` for ${role}`}`;

/** Where it stands comes first. */
function attributeNotes({ attributes }: AgentView): readonly string[] {
  const { region, zone, ...others } = attributes;
  const all = { ...(region && { region }), ...(zone && { zone }), ...others };
  const texts = Object.entries(all).map(([name, value]) => `${name}:${value}`);
  return texts.length === 0 ? [] : [`attributes ${texts.join(' ')}`];
}
