// What the tasks of a soak wrote of themselves, read back.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RecordLine {
  readonly word: 'start' | 'term' | 'ignored' | 'own';
  readonly taskId: string;
  readonly pid: number;
  /** By the wall clock, to 10 ms. */
  readonly atMs: number;
  readonly version: string;
  /** Of `own`. */
  readonly exitCode?: number;
  readonly text: string;
}

/** Lines by task id, in the order in which they were written. */
export type TaskRecords = ReadonlyMap<string, readonly RecordLine[]>;

export function readRecords(folder: string): TaskRecords {
  const bootedMs = Date.now() - Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
  const records = new Map<string, RecordLine[]>();
  for (const name of readdirSync(folder).sort()) {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const line of text.split('\n').slice(0, -1)) {
      const parsed = parseLine(line, bootedMs);
      const lines = records.get(parsed.taskId) ?? [];
      lines.push(parsed);
      records.set(parsed.taskId, lines);
    }
  }
  return records;
}

const pattern = /^(start|term|ignored|own) (\/\S+#\d+\.\d+) (\d+) (\d+\.\d\d) (\S+) ?(\d*)$/;

/** Throws when it isn't a whole line of the script: two writers would show here, too. */
function parseLine(text: string, bootedMs: number): RecordLine {
  const fields = pattern.exec(text);
  if (!fields) throw new Error(`not a line of a task's record: ${JSON.stringify(text)}`);
  const [, word, taskId = '', pid, uptime, version = '', code] = fields;
  return {
    word: word as RecordLine['word'],
    taskId,
    pid: Number(pid),
    atMs: Math.round(bootedMs + Number(uptime) * 1000),
    version,
    ...(code === '' || code === undefined ? {} : { exitCode: Number(code) }),
    text,
  };
}

export const startOf = (lines: readonly RecordLine[]): RecordLine | undefined =>
  lines.find((line) => line.word === 'start');

/** The line of its orderly end, if it had one: the last, as a signal may come while it ends. */
export const endLineOf = (lines: readonly RecordLine[]): RecordLine | undefined =>
  lines.findLast((line) => line.word === 'term' || line.word === 'own');
