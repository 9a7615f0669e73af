// One run of the command line: parse, do, and say what went wrong as `where: what is: what would be
// right` on standard error. Exit codes: 0 done, 1 error, others as the command says.
import { Problem } from '../model/problem.ts';
import { printable } from '../plan/render/printable.ts';
import { commands } from './catalog.ts';
import { parseCommand } from './program.ts';
import type { Tools } from './tools.ts';

/** `argv` without the interpreter and the script; resolves with the exit code, never rejects. */
export async function runCli(argv: readonly string[], tools: Tools): Promise<number> {
  try {
    const parsed = await parseCommand(argv, commands, tools);
    return parsed.kind === 'told' ? 0 : await parsed.command.run(parsed.call);
  } catch (error) {
    tools.io.stderr(`${errorText(error)}\n`);
    return error instanceof Problem ? error.exitCode : 1;
  }
}

/** Problems and what adapters reject with are written for people; anything else is a bug. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `meridian: ${printable(String(error))}: report it`;
  if (error.name === 'Problem' || error.name === 'RepoError') return printable(error.message);
  const isWritten = /^[^:]+: .+: .+/.test(error.message);
  return isWritten
    ? printable(error.message)
    : `meridian: ${printable(error.message)}: a bug, or the machine; report it if it stays`;
}
