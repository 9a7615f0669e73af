// The reference tables of specs/README.md, from the schemas. A test compares them with the file.
import { boundsText, defaultText, descriptionText, typeText } from './shape/field-words.ts';
import { fieldsOfKind, type SchemaField } from './shape/schema-tree.ts';
import { type Kind, kinds } from './shape/shape-check.ts';

const referenceStart = '<!-- reference: made from schemas/spec/ -->';
const referenceEnd = '<!-- end of reference -->';

/** The Markdown between the two marks. */
export const referenceMarkdown = (): string => kinds.map(kindMarkdown).join('\n');

/** A text with what is between the marks replaced; throws when it has no marks. */
export function withReference(text: string): string {
  const start = text.indexOf(referenceStart);
  const end = text.indexOf(referenceEnd);
  if (start === -1 || end < start) throw new Error(`no marks ${referenceStart} ${referenceEnd}`);
  const head = text.slice(0, start + referenceStart.length);
  return `${head}\n\n${referenceMarkdown()}\n${text.slice(end)}`;
}

/** What Apps show in full isn't repeated below other kinds. */
const shownOnce: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  Job: ['Job.spec.task.', 'Job.spec.placement[].'],
  Group: ['Group.spec.update.', 'Group.spec.placement[].'],
};

function kindMarkdown(kind: Kind): string {
  const [root, ...fields] = fieldsOfKind(kind);
  const hidden = shownOnce[kind] ?? [];
  const shown = fields.filter(({ path }) => !hidden.some((prefix) => path.startsWith(prefix)));
  const rows = shown.filter(isWorthARow).map(row);
  const head = [
    '| field | type | default | unit and bounds | what it is |',
    '|---|---|---|---|---|',
  ];
  const notes = hidden.map((prefix) => `\`${prefix.replace(/\W*$/, '').slice(kind.length + 1)}\``);
  const note = notes.length === 0 ? [] : ['', `As in App: ${notes.join(', ')}.`];
  const title = `### ${kind}`;
  const about = root === undefined ? '' : descriptionText(root);
  return [title, '', about, '', ...head, ...rows, ...note, ''].join('\n');
}

/** Items that say nothing of their own are told by their list. */
const isWorthARow = ({ name, node }: SchemaField): boolean =>
  name !== '[]' || node.types.some((type) => type !== 'object');

function row(field: SchemaField): string {
  const path = field.path.slice(field.path.indexOf('.') + 1);
  const cells = [
    `\`${path}\``,
    typeText(field.node),
    defaultText(field),
    boundsText(field.node),
    descriptionText(field),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
