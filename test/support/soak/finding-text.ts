// What there is to find the cause of a finding: the history and record of its tasks, and the last
// lines of the logs.
import type { Finding } from './compare/compare.ts';
import { agents } from './kills.ts';
import type { Soak } from './soak.ts';

const shownFindings = 20;
const logLines = 15;

/** What a soak is there to find comes first. */
const rank = ({ kind }: Finding): number => (kind === 'doubled' || kind === 'lost' ? 0 : 1);

export function failureText(soak: Soak, findings: readonly Finding[], error?: unknown): string {
  const { cluster, kills, history } = soak;
  const worst = [...findings].sort((a, b) => rank(a) - rank(b));
  return [
    `${findings.length} findings; logs, store and records are kept in ${cluster.folder}`,
    ...(error === undefined ? [] : [String(error)]),
    ...kills.ownEnds.map((end) => `ended by itself: ${end}`),
    ...[...history.breaks].map(([text, count]) => `a connection broke ${count} times: ${text}`),
    ...worst.slice(0, shownFindings).flatMap((finding) => findingLines(soak, finding)),
    ...['engine', ...agents].flatMap((name) => lastLines(soak, name)),
  ].join('\n');
}

/** The finding, and below it what was written and told of its tasks, by time. */
function findingLines({ history, records }: Soak, finding: Finding): readonly string[] {
  const told = history.events
    .filter(({ subject }) => finding.ids.includes(subject))
    .map(({ number, atMs, kind, message }) => ({ atMs, text: `${number} ${kind} ${message}` }));
  const written = finding.ids.flatMap((id) =>
    (records.get(id) ?? []).map(({ atMs, text }) => ({ atMs, text: `record: ${text}` })),
  );
  const lines = [...told, ...written].sort((a, b) => a.atMs - b.atMs);
  const heading = `${finding.kind}: ${finding.text}`;
  return [heading, ...lines.map(({ atMs, text }) => `  ${time(atMs)} ${text}`)];
}

const time = (atMs: number): string => new Date(atMs).toISOString().slice(11, 23);

function lastLines({ cluster }: Soak, name: string): readonly string[] {
  const lines = cluster.log(name).trim().split('\n');
  return [`last of ${name}.log:`, ...lines.slice(-logLines).map((line) => `  ${line}`)];
}
