// How a task ended, in words.
import type { TaskRow } from '../model/actual.ts';

/** `exit code 3: cannot open config`; of many lines where it has said many. */
export function endText(row: Pick<TaskRow, 'end'>): string {
  const end = row.end;
  if (!end) return '';
  const how = isByItself(end.reason) ? exitText(end) : (end.reason ?? end.state);
  const said = saidBeside(how, end.message ?? '');
  return said === '' ? how : `${how}: ${said}`;
}

/** An agent's message begins with how the task ended, too. */
const saidBeside = (how: string, message: string): string =>
  message.startsWith(how) ? message.slice(how.length).replace(/^[\s:,]+/, '') : message;

/** Characters of one line at most. */
const lineChars = 200;

/** Node's trace below what went wrong says nothing of it. */
const isTrace = (line: string): boolean => /^\s+at |^Node\.js v\d/.test(line);

/** Such a text in one line: how it ended, and the last that it said. */
export function endLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !isTrace(line));
  const [first = '', last = ''] = [lines[0], lines.at(-1)];
  const how = first.replace(/:? *stderr: .*$/, '');
  const line = lines.length > 1 ? `${how}: ${last.trim()}` : first.replace(' stderr: ', ' ');
  return line.length > lineChars ? `${line.slice(0, lineChars)}…` : line;
}

/** It ended by itself, so how it exited is what there is to say. */
const isByItself = (reason: string | undefined): boolean =>
  reason === undefined || reason.startsWith('command-');

function exitText(end: NonNullable<TaskRow['end']>): string {
  if (end.signal !== undefined) return `signal ${end.signal}`;
  return end.exitCode === undefined ? (end.reason ?? end.state) : `exit code ${end.exitCode}`;
}
