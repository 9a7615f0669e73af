// Words that the sources have for tasks: string literals, and object literals that say a state with
// its reason.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { committedFiles, projectFolder } from '../tidy/committed-files.ts';
import { syntaxOf, walk } from '../tidy/syntax.ts';

export interface SaidEnd {
  readonly path: string;
  readonly state: string;
  readonly reason: string;
}

export interface TaskWords {
  readonly literals: ReadonlySet<string>;
  readonly ends: readonly SaidEnd[];
}

/** Of the sources below these folders. */
export function taskWords(...folders: readonly string[]): TaskWords {
  const literals = new Set<string>();
  const ends: SaidEnd[] = [];
  const isMeant = (path: string): boolean =>
    path.endsWith('.ts') && folders.some((folder) => path.startsWith(`${folder}/`));
  for (const path of committedFiles().filter(isMeant)) {
    const text = readFileSync(`${projectFolder}/${path}`, 'utf8');
    walk(syntaxOf({ path, text }), (node) => {
      if (ts.isStringLiteral(node)) literals.add(node.text);
      if (!ts.isObjectLiteralExpression(node)) return true;
      const [state, reason] = [saidIn(node, 'state'), saidIn(node, 'reason')];
      if (state !== undefined && reason !== undefined) ends.push({ path, state, reason });
      return true;
    });
  }
  return { literals, ends };
}

function saidIn(object: ts.ObjectLiteralExpression, name: string): string | undefined {
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || property.name.getText() !== name) continue;
    const { initializer } = property;
    const value = ts.isSatisfiesExpression(initializer) ? initializer.expression : initializer;
    if (ts.isStringLiteral(value)) return value.text;
  }
  return undefined;
}
