import ts from 'typescript';
import type { SourceText } from './tidy-fault.ts';

/** The syntax tree of a file, with parents, without types. */
export const syntaxOf = ({ path, text }: SourceText): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** Line of a node's first token, from 1. */
export const lineOf = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

/** Lines from a node's first token to its last. */
export const lineSpan = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(source, node);

/** Calls `visit` on every node below `root`, outermost first, until it answers `false`. */
export function walk(root: ts.Node, visit: (node: ts.Node) => boolean): void {
  ts.forEachChild(root, (child) => {
    if (visit(child)) walk(child, visit);
  });
}
