// lmdb-js 3.5 ends the process (SIGSEGV) when LMDB refuses to open a file, and LMDB itself does
// (SIGBUS) when the file is shorter than its pages say. So what LMDB would refuse is refused here
// first. A data file starts with two meta pages, and the one with the higher transaction counts.
// `data-room.ts` keeps the file longer than its last page, so a shorter one was cut.
import { constants, open } from 'node:fs/promises';
import { StoreError } from '../../ports/store.ts';
import { codeOf, failed } from './store-fault.ts';

/** Offsets in a meta page (64-bit, little-endian) and what must be there. */
const flagsAt = 18;
const metaFlag = 0x08;
const magicAt = 24;
const magic = 0xbeefc0de;
const versionAt = 28;
const dataVersion = 2;
const pageSizeAt = 48;
const lastPageAt = 144;
const transactionAt = 152;
const metaBytes = 168;

interface Meta {
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly transaction: number;
}

/** True for a data file that LMDB can open, false when there is none yet; else rejects. */
export async function hasData(file: string): Promise<boolean> {
  try {
    return await isData(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw failed(file, error);
  }
}

async function isData(file: string): Promise<boolean> {
  const handle = await open(file, constants.O_RDWR);
  try {
    const sizeBytes = (await handle.stat()).size;
    if (sizeBytes === 0) return false;
    const readMeta = async (at: number): Promise<Meta> => {
      const bytes = Buffer.alloc(metaBytes);
      await handle.read(bytes, 0, metaBytes, at);
      return metaOf(bytes, file);
    };
    const first = await readMeta(0);
    const second = await readMeta(first.pageBytes);
    const newest = first.transaction > second.transaction ? first : second;
    const usedBytes = (newest.lastPage + 1) * first.pageBytes;
    if (sizeBytes >= usedBytes) return true;
    throw damaged(file, `it has ${sizeBytes} bytes of ${usedBytes}`);
  } finally {
    await handle.close();
  }
}

function metaOf(bytes: Buffer, file: string): Meta {
  const pageBytes = bytes.readUInt32LE(pageSizeAt);
  const isMeta =
    (bytes.readUInt16LE(flagsAt) & metaFlag) !== 0 &&
    bytes.readUInt32LE(magicAt) === magic &&
    (pageBytes === 4_096 || pageBytes === 16_384 || pageBytes === 65_536);
  if (!isMeta) throw damaged(file, "it doesn't start as one");
  const version = bytes.readUInt32LE(versionAt) & 0xffff;
  if (version !== dataVersion) {
    throw damaged(file, `it is of version ${version}, not ${dataVersion}`);
  }
  return {
    pageBytes,
    lastPage: Number(bytes.readBigUInt64LE(lastPageAt)),
    transaction: Number(bytes.readBigUInt64LE(transactionAt)),
  };
}

function damaged(file: string, what: string): StoreError {
  const text = `it isn't a whole LMDB data file (${what}): restore it from a backup`;
  return new StoreError('broken', `${file}: ${text}`);
}
