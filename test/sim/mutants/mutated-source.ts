// The product's source with one text in place of another, and the program that comes of it.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { projectFolder } from '../../support/tidy/committed-files.ts';
import type { PlantedBug } from './planted-bug.ts';

const config: unknown = ts.readConfigFile(`${projectFolder}/tsconfig.json`, ts.sys.readFile).config;
const { compilerOptions } = config as { readonly compilerOptions: object };

/** The project's own, but that a single file can't know what package.json says of its kind. */
const { options } = ts.convertCompilerOptionsFromJson(
  { ...compilerOptions, module: 'esnext', moduleResolution: 'bundler', rootDir: undefined },
  projectFolder,
);

type Change = Pick<PlantedBug, 'name' | 'file' | 'from' | 'to'>;

/** Throws when its text doesn't stand in the source exactly once. */
export function mutatedSource({ name, file, from, to }: Change): string {
  const parts = readFileSync(`${projectFolder}/${file}`, 'utf8').split(from);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2)
    throw new Error(`${name}: its text stands ${parts.length - 1} times in ${file}: once is right`);
  return before + to + after;
}

/** As the build would write it; throws for what is no TypeScript. */
export function mutatedProgram(change: Change): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(mutatedSource(change), {
    fileName: change.file,
    reportDiagnostics: true,
    compilerOptions: { ...options, sourceMap: false },
  });
  const [first] = diagnostics;
  if (first === undefined) return outputText;
  throw new Error(`${change.name}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
}
