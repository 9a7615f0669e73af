// Sizes: a whole number and a binary unit, `512KiB 128MiB 2GiB 1TiB`. A bare number is the
// caller's to read (MiB for memory and disk).

const unitBytes = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;
type Unit = keyof typeof unitBytes;

export const bytesPerMib = unitBytes.MiB;

const pattern = /^(\d{1,7})(KiB|MiB|GiB|TiB)$/;

/** Bytes, or undefined when the text is no size. */
export function parseSize(text: string): number | undefined {
  const match = pattern.exec(text);
  return match === null ? undefined : Number(match[1]) * unitBytes[match[2] as Unit];
}

const downwards = ['TiB', 'GiB', 'MiB'] as const satisfies readonly Unit[];

/** The shortest writing in one unit: 134217728 is `128MiB`, 0 is `0MiB`. */
export function formatSize(bytes: number): string {
  if (bytes === 0) return '0MiB';
  const unit = downwards.find((candidate) => bytes % unitBytes[candidate] === 0) ?? 'KiB';
  return `${bytes / unitBytes[unit]}${unit}`;
}
