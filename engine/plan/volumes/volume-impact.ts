// What becomes of a Volume when it comes, changes or goes.
import type { VolumeSpec } from '../../model/wanted.ts';
import { keepsText } from './app-volumes.ts';
import { type KeptVolumes, mibText, whereText } from './kept-volumes.ts';

/** `kept` undefined: no engine was asked. */
export function volumeImpact(
  old: VolumeSpec | undefined,
  wanted: VolumeSpec | undefined,
  kept: KeptVolumes | undefined,
): string {
  if (wanted === undefined) return lostText(old?.name ?? '', kept);
  if (old === undefined) return 'made where its first user is placed';
  const parts = [
    ...(old.sizeMib === wanted.sizeMib ? [] : [sizeText(wanted, kept)]),
    ...(old.role === wanted.role ? [] : ['its role binds what is still to be made']),
  ];
  return parts.join('; ') || 'nothing that runs is touched';
}

function lostText(name: string, kept: KeptVolumes | undefined): string {
  if (kept === undefined) return 'its data is lost';
  const made = kept.of(name);
  return made.length === 0 ? 'nothing was made of it' : `its data is lost: ${whereText(made)}`;
}

function sizeText({ name, sizeMib }: VolumeSpec, kept: KeptVolumes | undefined): string {
  if (kept === undefined) return keepsText;
  const [made] = kept.of(name);
  return made === undefined
    ? `it isn't made yet: it will have ${mibText(sizeMib)}`
    : `it keeps its ${mibText(made.sizeMib)}: a volume isn't resized`;
}
