// What a supervisor's exit file says of a command's end. Its cpu time, which is no test's to say,
// must be there.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

export function exitWords(folder: string): string {
  const text = readFileSync(`${folder}/exit`, 'utf8');
  const found = /^(.*) cpu \d+m\d+\.\d+s \d+m\d+\.\d+s\n$/.exec(text);
  expect(found, text).not.toBeNull();
  return found?.[1] ?? '';
}
