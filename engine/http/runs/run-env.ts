// Variables that an operator gives one run. Values may be secrets: no message holds one.
import { Problem } from '../../model/problem.ts';

/** Bytes of one value (UTF-8) at most. */
const maxValueBytes = 4_096;
/** Characters of a name at most. */
const maxNameLength = 128;

/** Throws a Problem `bad-request`. How many there are was looked at before. */
export function checkedEnv(
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(env)) {
    const fault = faultOf(name, value);
    if (!fault) continue;
    const where = `env ${name.slice(0, maxNameLength)}`;
    throw new Problem('bad-request', { where, ...fault });
  }
  return env;
}

function faultOf(
  name: string,
  value: string,
): { readonly what: string; readonly hint: string } | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > maxNameLength) {
    const what = 'is no name of a variable';
    return { what, hint: 'letters, digits and _, not a digit first, at most 128' };
  }
  if (name.startsWith('MERIDIAN_')) {
    const hint = 'give it another name: MERIDIAN_... are set by the engine';
    return { what: 'is one of the engine’s own', hint };
  }
  if (Buffer.byteLength(value) > maxValueBytes)
    return {
      what: `has over ${maxValueBytes} bytes`,
      hint: 'put it in a file that the task reads',
    };
  if (value.includes('\0')) return { what: 'holds a NUL', hint: 'give text without one' };
  return undefined;
}
