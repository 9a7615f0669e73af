// What the types and the linter let through in a deciding room, and yet would make equal worlds
// decide differently: chance, the machine's locale and zone, and waiting.
import ts from 'typescript';
import { lineOf, syntaxOf, walk } from './syntax.ts';
import type { SourceText, TidyFault } from './tidy-fault.ts';

const pure = /^(engine\/(lib|model|plan|allocate|place|roll|schedule|step)|specs|agentd\/core)\//;
const synchronous = /^(engine\/(plan|allocate|place|roll|schedule|step)|specs|agentd\/core)\//;
const product = /^(engine|agentd|specs)\//;

const locale = /^(localeCompare|toLocale[A-Z]\w*)$/;
const impure = new Map([
  ['Math.random', 'chance is handed in'],
  ['DateTime.now', 'time is an argument called nowMs'],
  ['DateTime.local', 'time is an argument called nowMs, the zone is named'],
]);

function impureCall(node: ts.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  if (locale.test(node.name.text)) return 'order and case without a locale';
  return impure.get(`${node.expression.getText()}.${node.name.text}`);
}

const waits = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.AsyncKeyword ||
  ts.isAwaitExpression(node) ||
  (ts.isIdentifier(node) && node.text === 'Promise');

const isModuleState = (node: ts.Node): boolean =>
  ts.isVariableStatement(node) &&
  ts.isSourceFile(node.parent) &&
  !(node.declarationList.flags & ts.NodeFlags.Const);

function faultOf(path: string, node: ts.Node): Omit<TidyFault, 'file' | 'line'> | undefined {
  const reason = pure.test(path) ? impureCall(node) : undefined;
  if (reason) return { what: node.getText(), limit: reason };
  if (synchronous.test(path) && waits(node))
    return { what: `${node.getText().slice(0, 20)} in a deciding room`, limit: 'no waiting' };
  if (product.test(path) && isModuleState(node))
    return { what: 'a variable of the module', limit: 'state belongs to a value or a class' };
  return undefined;
}

export function purityFaults(file: SourceText): readonly TidyFault[] {
  const source = syntaxOf(file);
  const faults: TidyFault[] = [];
  walk(source, (node) => {
    const fault = faultOf(file.path, node);
    if (fault) faults.push({ file: file.path, line: lineOf(source, node), ...fault });
    return fault === undefined;
  });
  return faults;
}
