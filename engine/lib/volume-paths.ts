// What may not be said of where a task sees its volumes. Each becomes a link in the sandbox, made
// before the task's user has any right there: so no path leads out of the sandbox, none lies in
// another (it would be a link inside a volume), and none takes the place of a file of the agent's
// own.
import { utf8Bytes } from './text/utf8.ts';

export interface PlacedVolume {
  readonly id: string;
  /** Relative to the sandbox. */
  readonly path: string;
}

const ownFile = /^std(out|err)(\.|$)/;
/** Linux' bound of one name. */
const nameMaxBytes = 255;

const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && utf8Bytes(name) <= nameMaxBytes;

const liesIn = (path: string, other: string): boolean =>
  path === other || path.startsWith(`${other}/`);

/** What is wrong with them, as `what is: what would be right`, or undefined. */
export function volumeFault(volumes: readonly PlacedVolume[]): string | undefined {
  const seen: PlacedVolume[] = [];
  for (const volume of volumes) {
    const fault = pathFault(volume.path) ?? clash(volume, seen);
    if (fault !== undefined) return `volume path ${JSON.stringify(volume.path)} ${fault}`;
    seen.push(volume);
  }
  return undefined;
}

function pathFault(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL byte: no file can be named so';
  if (!path.split('/').every(isName))
    return 'is no path in the sandbox: names with / between them, none of them . or ..';
  return ownFile.test(path) ? "is one of the agent's own files: choose another" : undefined;
}

function clash(volume: PlacedVolume, seen: readonly PlacedVolume[]): string | undefined {
  const other = seen.find(({ path }) => liesIn(path, volume.path) || liesIn(volume.path, path));
  if (other !== undefined)
    return `lies in the way of ${JSON.stringify(other.path)}: each volume has a place of its own`;
  return seen.some(({ id }) => id === volume.id) ? 'is the second of one volume' : undefined;
}
