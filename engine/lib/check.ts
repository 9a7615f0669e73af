// Values against JSON Schemas (2020-12), with keywords of the caller's own. A violation says where
// and what; the words for people are the caller's.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { DataValidateFunction } from 'ajv/dist/types/index.js';

export type Path = readonly (string | number)[];
export type SchemaNode = Readonly<Record<string, unknown>>;

export interface Violation {
  /** From the value's root to what is wrong: keys, and indexes of lists. */
  readonly path: Path;
  /** The keyword that isn't satisfied, such as `required`, `type`, or one of the caller's own. */
  readonly keyword: string;
  /** What the keyword says of it, as ajv names it: `missingProperty`, `additionalProperty`. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
  /** Where the keyword stands in its schema. */
  readonly schemaPath: string;
  /** The schema that the keyword stands in. */
  readonly schema: SchemaNode;
  readonly value: unknown;
}

/** A keyword of the caller's own. */
export interface Keyword {
  readonly name: string;
  /**
   * Once for each place where the keyword stands: `expected` is its value, `schema` the one it
   * stands in. What comes back says what is wrong with a value, or undefined.
   */
  compile(expected: unknown, schema: SchemaNode): (value: unknown) => string | undefined;
}

export interface CheckerOptions {
  /** Schemas by their `$id`; they may refer to one another. */
  readonly schemas: readonly object[];
  readonly keywords?: readonly Keyword[];
  /** Keywords that only inform. */
  readonly annotations?: readonly string[];
  /** Report the first violation only: for input of strangers, where more is of no use. */
  readonly firstOnly?: boolean;
}

/** Compiles each schema once, when it is first asked for. */
export class Checker {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(options: CheckerOptions) {
    this.#ajv = new Ajv2020({
      allErrors: options.firstOnly !== true,
      verbose: true,
      strict: true,
      strictTypes: false,
      strictRequired: false,
    });
    for (const name of options.annotations ?? []) this.#ajv.addKeyword(name);
    for (const keyword of options.keywords ?? []) this.#addKeyword(keyword);
    for (const schema of options.schemas) this.#ajv.addSchema(schema);
  }

  #addKeyword({ name, compile }: Keyword): void {
    this.#ajv.addKeyword({
      keyword: name,
      errors: true,
      compile: (expected: unknown, schema: SchemaNode) => {
        const problem = compile(expected, schema);
        const check: DataValidateFunction = (value: unknown): boolean => {
          const message = problem(value);
          if (message === undefined) return true;
          check.errors = [{ keyword: name, params: {}, parentSchema: schema, message }];
          return false;
        };
        return check;
      },
    });
  }

  /** All that is wrong with the value under the schema of that id (`ID` or `ID#/$defs/NAME`). */
  violations(id: string, value: unknown): readonly Violation[] {
    const validate = this.#compiled.get(id) ?? this.#compile(id);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map((error) => violationOf(error, value));
  }

  #compile(id: string): ValidateFunction {
    const validate = this.#ajv.getSchema(id);
    if (validate === undefined) throw new Error(`no schema ${id}`);
    this.#compiled.set(id, validate);
    return validate;
  }
}

function violationOf(error: ErrorObject, root: unknown): Violation {
  return {
    path: pathOf(error.instancePath, root),
    keyword: error.keyword,
    params: error.params ?? {},
    message: error.message ?? '',
    schemaPath: error.schemaPath,
    schema: (error.parentSchema ?? {}) as SchemaNode,
    value: error.data,
  };
}

/** A JSON pointer's parts; those that index a list are numbers. */
function pathOf(pointer: string, root: unknown): Path {
  if (pointer === '') return [];
  let value = root;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const segment = Array.isArray(value) ? Number(key) : key;
      value = (value as Record<string | number, unknown> | undefined)?.[segment];
      return segment;
    });
}
