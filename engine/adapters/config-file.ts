// Reads the engine's configuration: YAML or JSON, checked against its schema, relative paths made
// absolute from the file's folder, tokens read from files of their own.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { configSchemas, type EngineConfig } from '../../schemas/generated/config.ts';
import { Checker } from '../lib/check.ts';
import { Redacted } from '../lib/redacted.ts';
import { Problem } from '../model/problem.ts';

const maxTokenBytes = 4_096;

/** Parses text, throwing on what isn't YAML; handed in by those who know the parser. */
export type ParseYaml = (text: string) => unknown;

/** The configuration, or a Problem that says where, what and what would be right. */
export async function readEngineConfig(file: string, parse: ParseYaml): Promise<EngineConfig> {
  const text = await readText(file, 'name an engine configuration with --config FILE');
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw faulty(
      file,
      error instanceof Error ? error.message : String(error),
      'write YAML or JSON',
    );
  }
  const checker = new Checker({ schemas: [configSchemas.engine], firstOnly: true });
  const [violation] = checker.violations(configSchemas.engine.$id, value);
  if (violation) {
    const where = violation.path.length === 0 ? file : `${file}: ${violation.path.join('.')}`;
    const extra = violation.params.additionalProperty;
    const what = typeof extra === 'string' ? `unknown field ${extra}` : violation.message;
    throw faulty(where, what, 'see schemas/config/engine.json');
  }
  return absolutePaths(value as EngineConfig, dirname(resolve(file)));
}

function absolutePaths(config: EngineConfig, folder: string): EngineConfig {
  const { repository } = config;
  const url = /^(\.{0,2}\/|\.{1,2}$)/.test(repository.url)
    ? resolve(folder, repository.url)
    : repository.url;
  const files = {
    ...(config.apiTokenFile === undefined
      ? {}
      : { apiTokenFile: resolve(folder, config.apiTokenFile) }),
  };
  return {
    ...config,
    ...files,
    data: resolve(folder, config.data),
    joinTokenFile: resolve(folder, config.joinTokenFile),
    repository: { ...repository, url },
  };
}

/** A token from a file: one line, not empty. */
export async function readToken(file: string): Promise<Redacted> {
  const text = (await readText(file, 'write the token into it, readable by you alone')).trim();
  if (text === '' || text.length > maxTokenBytes || /\s/.test(text))
    throw faulty(file, 'holds no token', 'write one line without spaces into it');
  return new Redacted(text);
}

async function readText(file: string, hint: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw faulty(file, `can't be read (${code})`, hint);
  }
}

const faulty = (where: string, what: string, hint: string): Problem =>
  new Problem('bad-request', { where, what, hint });
