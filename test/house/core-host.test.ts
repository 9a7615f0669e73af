// tsconfig.core.json keeps the host out of the pure rooms: what a program could see of the machine
// does not compile there.
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { fixtureFolder } from '../support/house/fixture.ts';
import { committedFiles, projectFolder } from '../support/tidy/committed-files.ts';

const configPath = `${projectFolder}/tsconfig.core.json`;
const config = ts.getParsedCommandLineOfConfigFile(configPath, undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: () => undefined,
});
const files = config?.fileNames ?? [];
const { tsBuildInfoFile: _, ...rest } = config?.options ?? {};
const options = { ...rest, incremental: false };

/** What the compiler says of this text when it stands beside the pure rooms. */
function complaints(text: string): readonly string[] {
  const path = `${fixtureFolder({ 'probe.ts': `${text}\nexport {};\n` })}/probe.ts`;
  const program = ts.createProgram([path], options);
  const source = program.getSourceFile(path);
  return program
    .getSemanticDiagnostics(source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the core', () => {
  test.each([
    'process.env',
    'setTimeout(() => 0, 1)',
    'setInterval(() => 0, 1)',
    'setImmediate(() => 0)',
    'queueMicrotask(() => 0)',
    'console.log(1)',
    'fetch("")',
    'performance.now()',
    'Buffer.from("")',
    'window.name',
    'new URL("")',
  ])('does not know %s', (expression) => {
    const name = /^(?:new )?(\w+)/.exec(expression)?.[1];
    expect(complaints(`${expression};`).join('\n')).toContain(`Cannot find name '${name}'`);
  });

  test('knows the language', () => {
    expect(complaints('const x: readonly number[] = [1].toSorted(); void x;')).toEqual([]);
  });

  test('is every file of the pure rooms', () => {
    const pure =
      /^(engine\/(model|lib|plan|allocate|place|roll|schedule|step)|specs|agentd\/core)\/.*\.ts$/;
    const wanted = committedFiles().filter((path) => pure.test(path));
    const seen = new Set(files.map((path) => path.slice(projectFolder.length)));
    expect(wanted.filter((path) => !seen.has(path))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(5);
  });

  test('gets no host by way of what it imports', () => {
    const program = ts.createProgram(files, options);
    const hosts = program
      .getSourceFiles()
      .map(({ fileName }) => fileName)
      .filter((name) => /\/(@types\/node|undici-types)\/|lib\.dom\./.test(name));
    expect(hosts).toEqual([]);
  });
});
