// CREATE turns reserved disk into a persistent volume with the same reservations and on the same
// source, a MOUNT as a whole; DESTROY turns it back. A volume has an id that no other has there.
import type { Bundle } from '../bundle.ts';
import { type Resource, withoutVolume } from '../resource.ts';
import { convert } from './convert.ts';
import { heldPart } from './held-part.ts';
import { type Operation, type Outcome, type Refusal, refused } from './operation.ts';

type Create = Extract<Operation, { kind: 'create' }>;

export function created(held: Bundle, { disk, id }: Create): Outcome {
  const found = heldPart(held, disk, 'disk');
  if (found.kind === 'refused') return found;
  const fault = idFault(held, id) ?? createFault(found.part);
  if (fault !== undefined) return fault;
  return convert(held, [found.part], (part) => ({
    ...part,
    disk: { ...part.disk, volume: { id } },
  }));
}

export function destroyed(held: Bundle, id: string): Outcome {
  const volume = volumeIn(held, id);
  if (volume === undefined)
    return refused(`volume ${JSON.stringify(id.slice(0, 80))} isn't held`, volumesText(held));
  return convert(held, [volume], withoutVolume);
}

const volumeIn = (held: Bundle, id: string): Resource | undefined =>
  held.find(({ disk }) => disk?.volume?.id === id);

const mostListed = 8;

function volumesText(held: Bundle): string {
  const ids = held.flatMap(({ disk }) => disk?.volume?.id ?? []);
  if (ids.length === 0) return 'there is no volume in it: nothing to destroy';
  const more = ids.length > mostListed ? ', ...' : '';
  return `one of ${ids.slice(0, mostListed).join(', ')}${more}`;
}

/** A path of names, none of them `.` or `..`: folders may be called so. */
const idForm = /^\/?(?!\.\.?(?:\/|$))[\w.:#@-]+(?:\/(?!\.\.?(?:\/|$))[\w.:#@-]+)*$/;
const mostIdCharacters = 300;

function idFault(held: Bundle, id: string): Refusal | undefined {
  if (id.length > mostIdCharacters || !idForm.test(id))
    return refused(
      `id ${JSON.stringify(id.slice(0, 80))} is no name of a volume`,
      `letters, digits and ._-:#@ in parts between slashes, ${mostIdCharacters} characters at most`,
    );
  return volumeIn(held, id) === undefined
    ? undefined
    : refused(`id ${id}: there is a volume of that name`, 'another name');
}

function createFault({ name, value, disk, ...rest }: Resource): Refusal | undefined {
  if (name !== 'disk' || value.kind !== 'scalar')
    return refused(`disk, ${name}: a volume is made of disk`, 'an amount of disk that is held');
  if (disk?.volume !== undefined)
    return refused(`disk: it is volume ${disk.volume.id} already`, 'disk without a volume');
  if (rest.revocable === true)
    return refused('disk: it may be taken back at any time', 'disk that is not revocable');
  return rest.reservations === undefined
    ? refused("disk: it isn't reserved", 'reserve it first, in the same batch if you like')
    : undefined;
}
