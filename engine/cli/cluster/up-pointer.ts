// Where `up` says where it is: in its data folder, and in a file of the user's own that other
// commands read, the last one started. When that one ends, the one before it is pointed to again,
// if it still answers.
import { type UpFile, upFile, urlOfUpFile } from '../engine-address.ts';
import type { RunningCluster, Tools } from '../tools.ts';

/** The one before is asked whether it is there for so long at most. */
const patienceMs = 2_000;

export interface UpPointer {
  readonly file: UpFile;
  /** What the user's own file said before. */
  readonly before?: string | undefined;
  /** Why the user's own file couldn't be written: other commands have to be told the address. */
  readonly failure?: string;
}

export async function writePointer(
  { files, io }: Tools,
  { url, dataFolder, repo }: RunningCluster,
): Promise<UpPointer> {
  const file: UpFile = { formatVersion: 1, url, data: dataFolder, repo };
  const text = `${JSON.stringify(file, undefined, 2)}\n`;
  await files.write(`${dataFolder}/up.json`, text);
  const pointer = upFile(io);
  if (pointer === undefined) return { file, failure: 'HOME is not set' };
  try {
    const before = await files.read(pointer);
    await files.write(pointer, text);
    return { file, before };
  } catch (error) {
    return { file, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Another `up` may have taken the pointer over since. */
export async function removePointer(
  tools: Tools,
  { file, before, failure }: UpPointer,
): Promise<void> {
  const { files, io } = tools;
  await files.remove(`${file.data}/up.json`);
  const pointer = failure === undefined ? upFile(io) : undefined;
  const text = pointer === undefined ? undefined : await files.read(pointer);
  if (pointer === undefined || text === undefined || urlOfUpFile(text) !== file.url) return;
  if (before !== undefined && (await answers(tools, urlOfUpFile(before), file.url)))
    await files.write(pointer, before);
  else await files.remove(pointer);
}

async function answers(tools: Tools, url: string | undefined, own: string): Promise<boolean> {
  if (url === undefined || url === own) return false;
  return tools
    .openClient({ url, timeoutMs: patienceMs })
    .status()
    .then(
      () => true,
      () => false,
    );
}
