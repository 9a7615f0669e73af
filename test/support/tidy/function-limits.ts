// Lines and parameters of a function, and how deep its blocks nest. In tests, what stands in
// `describe` and `test` is counted on its own: a describe is a heading, not a function.
import ts from 'typescript';
import { lineOf, lineSpan, syntaxOf, walk } from './syntax.ts';
import type { SourceText, TidyFault } from './tidy-fault.ts';

const maxLines = 60;
const maxParameters = 4;
const maxDepth = 3;

const headings = /^(describe|test|it|beforeEach|beforeAll|afterEach|afterAll)\b/;

const isHeading = (node: ts.Node): boolean =>
  ts.isCallExpression(node) && headings.test(node.expression.getText());

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

function nameOf(fn: ts.FunctionLikeDeclaration): string {
  if (ts.isConstructorDeclaration(fn)) return 'constructor';
  if (fn.name) return fn.name.getText();
  const { parent } = fn;
  const named = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return named ? parent.name.getText() : 'a function';
}

function ownLines(source: ts.SourceFile, fn: ts.Node): number {
  let apart = 0;
  walk(fn, (node) => {
    if (!isHeading(node)) return true;
    apart += lineSpan(source, node);
    return false;
  });
  return lineSpan(source, fn) - apart;
}

function functionFaults(source: ts.SourceFile, fn: ts.FunctionLikeDeclaration): TidyFault[] {
  const where = { file: source.fileName, line: lineOf(source, fn) };
  const isTest = source.fileName.startsWith('test/');
  const lines = isTest ? ownLines(source, fn) : lineSpan(source, fn);
  const parameters = fn.parameters.filter((one) => one.name.getText() !== 'this').length;
  const faults: TidyFault[] = [];
  if (lines > maxLines)
    faults.push({ ...where, what: `${nameOf(fn)} has ${lines} lines`, limit: `${maxLines}` });
  if (parameters > maxParameters) {
    const what = `${nameOf(fn)} has ${parameters} parameters`;
    faults.push({ ...where, what, limit: `${maxParameters}, then one named record` });
  }
  return faults;
}

const nests = (node: ts.Node): boolean =>
  ts.isIfStatement(node) ||
  ts.isIterationStatement(node, false) ||
  ts.isSwitchStatement(node) ||
  ts.isTryStatement(node);

const isElseIf = (node: ts.Node): boolean =>
  ts.isIfStatement(node) && ts.isIfStatement(node.parent) && node.parent.elseStatement === node;

/** The outermost statements that stand deeper than allowed; a function starts at 0 again. */
function deepFaults(source: ts.SourceFile, node: ts.Node, depth: number): readonly TidyFault[] {
  const inner = isFunction(node) ? 0 : nests(node) && !isElseIf(node) ? depth + 1 : depth;
  if (inner > maxDepth) {
    const what = `blocks nest ${inner} deep`;
    return [{ file: source.fileName, line: lineOf(source, node), what, limit: `${maxDepth}` }];
  }
  const faults: TidyFault[] = [];
  ts.forEachChild(node, (child) => {
    faults.push(...deepFaults(source, child, inner));
  });
  return faults;
}

export function functionLimitFaults(file: SourceText): readonly TidyFault[] {
  const source = syntaxOf(file);
  const faults: TidyFault[] = [];
  walk(source, (node) => {
    if (isFunction(node)) faults.push(...functionFaults(source, node));
    return true;
  });
  return [...faults, ...deepFaults(source, source, 0)];
}
