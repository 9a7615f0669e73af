// A field's type, default and so on, in words for people.
import type { FieldNode, SchemaField } from './schema-tree.ts';

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
  object: 'map',
};

export function typeText(node: FieldNode): string {
  if (node.enum !== undefined) return node.enum.map(String).join(' | ');
  if (node.unit?.startsWith('duration') === true || node.unit === 'size') return node.unit;
  return node.types.map((type) => words[type] ?? type).join(' or ');
}

export function defaultText({ node, isRequired }: SchemaField): string {
  if (isRequired) return 'required';
  const value = node.default;
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Unit and bounds, such as `0s to 1d` or `cores, 0.001 to 4096`. */
export function boundsText(node: FieldNode): string {
  const isInType = node.unit === undefined || typeText(node) === node.unit;
  const unit = isInType ? [] : [node.unit];
  return [...unit, ...(node.range === undefined ? [] : [node.range])].join(', ');
}

export function descriptionText({ node, notYet }: SchemaField): string {
  return [
    node.description,
    ...(node.form === undefined ? [] : [`Form: ${node.form}.`]),
    ...(node.isTemplate ? ['Takes templates.'] : []),
    ...notYetText(node, notYet !== undefined),
  ].join(' ');
}

/** What is part of something that isn't carried out says only that. */
function notYetText({ why, carriedOut }: FieldNode, isPart: boolean): readonly string[] {
  if (why === undefined) return isPart ? ['Not yet.'] : [];
  const works = carriedOut?.map((value) => JSON.stringify(value)).join(', ');
  return [`${works === undefined ? 'Not yet' : `Only ${works} yet`}: ${why}.`];
}
