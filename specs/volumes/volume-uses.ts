// Which Volumes are used, over the whole tree: each name that of a Volume; each Volume one App's,
// or Jobs' alone, whose runs wait for one another; and who uses it has its role or one below it,
// since the disk is kept for that role.
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { Role } from '../../engine/model/ids.ts';
import { rolesUp } from '../../engine/model/quota/role-path.ts';
import type { Finding } from '../document/finding.ts';
import type { VolumeUse } from '../document/spec-document.ts';
import type { NameIndex } from '../names/name-index.ts';
import { type PlacedDocument, type PlacedFinding, whereText } from '../tree/placed-document.ts';

export interface UsesInTree {
  readonly names: NameIndex;
  /** Some file can't be read, so a name that nothing has may be in it. */
  readonly isObscure: boolean;
  /** Of Apps, Jobs and Volumes without faults, by name. */
  readonly roleOf: (name: string) => Role | undefined;
}

interface Use extends VolumeUse {
  readonly on: PlacedDocument;
}

/** `documents` in the order of the tree. */
export function volumeUseFindings(
  documents: readonly PlacedDocument[],
  tree: UsesInTree,
): readonly PlacedFinding[] {
  const uses = documents.flatMap((on) => on.document.volumes.map((use): Use => ({ ...use, on })));
  return uses.flatMap((use, index) => {
    const fault = nameFault(use, tree) ?? sharedFault(use, uses.slice(0, index));
    const all = [fault, roleFault(use, tree)].filter((one) => one !== undefined);
    const { on, path } = use;
    return all.map((one) => ({ on, finding: { path, at: 'value', ...one } as const }));
  });
}

type Fault = Pick<Finding, 'code' | 'message' | 'hint'>;

function nameFault({ name }: Use, { names, isObscure }: UsesInTree): Fault | undefined {
  const found = names.byName.get(name);
  if (found?.document.kind === 'Volume') return undefined;
  if (found !== undefined) {
    const hint = 'name a Volume';
    return { code: 'not-a-volume', message: `${name} is ${whereText(found)}`, hint };
  }
  if (isObscure) return undefined;
  const volumes = [...names.byName.values()].filter(({ document }) => document.kind === 'Volume');
  const meant = suggest(
    name,
    volumes.flatMap(({ document }) => document.name ?? []),
  );
  const hint = meant === undefined ? 'name a Volume of this tree' : `did you mean ${meant}?`;
  return { code: 'dangling-name', message: `no Volume has the name ${name}`, hint };
}

function sharedFault({ name, on }: Use, before: readonly Use[]): Fault | undefined {
  const isJob = on.document.kind === 'Job';
  const first = before.find(
    (other) =>
      other.name === name && other.on !== on && !(isJob && other.on.document.kind === 'Job'),
  );
  if (first === undefined) return undefined;
  return {
    code: 'shared-volume',
    message: `${name} is used by ${first.on.document.name}, ${whereText(first.on)}`,
    hint: 'one App, or Jobs alone, whose runs wait for one another: add another Volume',
  };
}

function roleFault({ name, on }: Use, { names, roleOf }: UsesInTree): Fault | undefined {
  const volume = names.byName.get(name);
  const user = on.document.name ?? '';
  const [own, its] = [roleOf(user), volume?.document.kind === 'Volume' ? roleOf(name) : undefined];
  if (volume === undefined || own === undefined || its === undefined) return undefined;
  if (rolesUp(own).includes(its)) return undefined;
  return {
    code: 'volume-role',
    message: `${user} has the role ${own}, and ${name} (${whereText(volume)}) the role ${its}`,
    hint: `role: ${its}, or one below it, for ${user}; or role: ${own} for the Volume`,
  };
}
