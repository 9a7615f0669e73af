// Where a volume lives under the agent's work directory: `volumes/` and its id made a file's name.
// `/` is `~` as in a task's folder; whatever else is no plain sign is its code in hex between % and
// ;, so two ids never share a name. One that would be too long is cut, and ends with a digest of
// the whole id.
import { digestText } from '../../engine/lib/digest.ts';

/** Linux takes 255; some are for the names of those on their way in or out. */
const nameMaxChars = 200;
const cutChars = 120;

export const volumesFolder = (work: string): string => `${work}/volumes`;

const coded = (sign: string): string =>
  sign === '/' ? '~' : `%${(sign.codePointAt(0) ?? 0).toString(16)};`;

/** Plain ASCII; never begins with a dot. */
export function volumeName(id: string): string {
  const name = id.replace(/^\.|[^A-Za-z0-9._#@:!+-]/gu, coded);
  return name.length <= nameMaxChars ? name : `${name.slice(0, cutChars)}~~${digestText(id)}`;
}

export const volumeFolder = (work: string, id: string): string =>
  `${volumesFolder(work)}/${volumeName(id)}`;

/** What its task sees. */
export const volumeData = (work: string, id: string): string => `${volumeFolder(work, id)}/data`;
