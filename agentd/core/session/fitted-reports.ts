// A registration tells of every task whose end isn't acknowledged, and must stay below what the
// engine takes as one message. When all they have printed doesn't fit, the room is shared out
// evenly: what needs less than its share is told in full, of the rest the newest part, and the
// status says that it is cut. When not even what is left without it fits, messages are shortened
// likewise, by their ends. The sandbox has the whole.
import { newestText, utf8Bytes } from '../../../engine/lib/text/utf8.ts';
import type { LogTail, TaskReport } from '../../../schemas/generated/wire.ts';

/**
 * The engine takes 4 MiB, of which the envelope and the agent's own facts need some. So much has
 * 700 bytes for each of the tasks that an agent knows at most: a status without its texts.
 */
export const reportsMaxBytes = 3_500_000;

export const jsonBytes = (value: unknown): number => utf8Bytes(JSON.stringify(value));

const sizeOf = (reports: readonly TaskReport[]): number =>
  reports.reduce((sum, report) => sum + jsonBytes(report) + 1, jsonBytes([]));

export function fittedReports(
  reports: readonly TaskReport[],
  maxBytes = reportsMaxBytes,
): readonly TaskReport[] {
  if (sizeOf(reports) <= maxBytes) return reports;
  const told = withTails(reports, maxBytes);
  return sizeOf(told) <= maxBytes ? told : withMessages(told, maxBytes);
}

function withTails(reports: readonly TaskReport[], maxBytes: number): readonly TaskReport[] {
  const tails = reports.flatMap(({ status: { logTail } }) => logTail ?? []);
  const bare = reports.map((report) => withTail(report, noTail));
  const share = Math.floor((maxBytes - sizeOf(bare)) / Math.max(1, tails.length));
  return reports.map((report) => withTail(report, (tail) => fittedTail(tail, share)));
}

const noTail = (): LogTail => ({ stdout: '', stderr: '', isCut: true });
const tailFrameBytes = jsonBytes(noTail());

function withTail(report: TaskReport, change: (tail: LogTail) => LogTail): TaskReport {
  const { logTail } = report.status;
  return logTail === undefined
    ? report
    : { ...report, status: { ...report.status, logTail: change(logTail) } };
}

/** With so many bytes more than the empty one. */
function fittedTail(tail: LogTail, bytes: number): LogTail {
  if (jsonBytes(tail) <= bytes + tailFrameBytes) return tail;
  const half = Math.max(0, Math.floor(bytes / 2));
  return {
    stdout: fittedText(tail.stdout, half),
    stderr: fittedText(tail.stderr, half),
    isCut: true,
  };
}

const quoteBytes = 2;

/** In JSON a character may take six bytes: cut until it fits. */
function fittedText(text: string, bytes: number): string {
  for (let room = bytes; ; ) {
    const fitted = newestText(text, room);
    const overBytes = jsonBytes(fitted) - quoteBytes - bytes;
    if (overBytes <= 0) return fitted;
    room = Math.min(room - 1, Math.floor((room * bytes) / (bytes + overBytes)));
  }
}

const cutMark = ' ...';

function withMessages(reports: readonly TaskReport[], maxBytes: number): readonly TaskReport[] {
  const bare = reports.map((report) => withMessage(report, () => ''));
  const share = Math.floor((maxBytes - sizeOf(bare)) / Math.max(1, reports.length));
  return reports.map((report) => withMessage(report, (message) => fittedMessage(message, share)));
}

function withMessage(report: TaskReport, change: (message: string) => string): TaskReport {
  const { message } = report.status;
  return message === undefined
    ? report
    : { ...report, status: { ...report.status, message: change(message) } };
}

/** Its first words say why. */
function fittedMessage(message: string, bytes: number): string {
  if (jsonBytes(message) <= bytes + quoteBytes) return message;
  let length = Math.max(0, bytes - cutMark.length);
  while (length > 0 && jsonBytes(message.slice(0, length) + cutMark) > bytes + quoteBytes)
    length = Math.floor(length / 2);
  return length === 0 ? '' : message.slice(0, length) + cutMark;
}
