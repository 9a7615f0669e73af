// Makes schemas/generated/ from the JSON Schemas beside it: per room one module with the TypeScript
// types and the schemas as constants. `npm run generate` writes; a test compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const rooms = ['spec', 'config', 'wire', 'api', 'cli'] as const;
type Room = (typeof rooms)[number];

const here = fileURLToPath(new URL('.', import.meta.url));
const banner =
  '// Made from schemas/ROOM/*.json by `npm run generate`; a test compares. Do not edit.';

interface SchemaFile {
  /** Unique in its room. */
  readonly name: string;
  /** Below its room. */
  readonly path: string;
  readonly schema: { readonly title: string };
}

function filesOf(room: Room): readonly SchemaFile[] {
  const nameOf = (path: string): string => path.replace(/^.*\/|\.json$/g, '');
  return readdirSync(`${here}${room}`, { encoding: 'utf8', recursive: true })
    .filter((path) => path.endsWith('.json'))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map((path) => ({
      name: nameOf(path),
      path,
      schema: JSON.parse(readFileSync(`${here}${room}/${path}`, 'utf8')),
    }));
}

/** Says where a type is used, which is noise: `This interface was referenced by ...`. */
const usedBy = /^( *\*\n)? *\* This interface was referenced by [^\n]*\n *\* via the [^\n]*\n/gm;
const emptyComment = /^ *\/\*\*\n *\*\/\n/gm;

const withoutNoise = (types: string): string => types.replace(usedBy, '').replace(emptyComment, '');

/** The module's text for one room. */
export async function generateRoom(room: Room): Promise<string> {
  const files = filesOf(room);
  const title = `${room.slice(0, 1).toUpperCase()}${room.slice(1)}Room`;
  const root = {
    title,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(files.map((file) => [file.schema.title, { $ref: file.path }])),
  };
  const types = await compile(root as object, title, {
    cwd: `${here}${room}`,
    additionalProperties: false,
    unreachableDefinitions: true,
    bannerComment: banner.replace('ROOM', room),
    style: { singleQuote: true, printWidth: 100 },
    maxItems: 2,
  });
  const constants = files.map((file) => [file.name, file.schema] as const);
  const body = JSON.stringify(Object.fromEntries(constants), undefined, 2);
  return `${withoutNoise(types)}
/** The schemas of this room by file name. */
export const ${room}Schemas = ${body} as const;
`;
}

export const generatedRooms = rooms.filter((room) => filesOf(room).length > 0);
export const generatedPath = (room: Room): string => `${here}generated/${room}.ts`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const room of generatedRooms) writeFileSync(generatedPath(room), await generateRoom(room));
}
