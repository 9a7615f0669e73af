// Waits until a revision is healthy or has failed. A revision is healthy when every app is; it has
// failed when the engine won't apply it, when an app gives its version up or takes it back, or when
// nothing more will happen by itself (an operator holds an app).

import type { AppView, RevisionView } from '../../../schemas/generated/api.ts';
import type { EngineClient } from '../../client.ts';
import { formatDuration } from '../../lib/duration.ts';
import { namesText } from '../../lib/text/names-text.ts';
import { revisionNotes } from '../show/lists-text.ts';
import { counted, shortCommit, sumOf, tally, waitText } from '../show/words.ts';
import type { Tools } from '../tools.ts';

const pollMs = 300;
/** After so long without a change it says what it still waits for. */
const quietMs = 30_000;
/** Apps told one by one at first, and named in one line. */
const toldAtFirst = 20;
const namedApps = 3;

export interface Settled {
  readonly outcome: 'healthy' | 'failed' | 'superseded' | 'timeout';
  readonly sentence: string;
  /** Why, one line each. */
  readonly reasons: readonly string[];
}

export interface SettleWish {
  readonly commit: string;
  readonly timeoutMs: number;
  /** Hears of each app whose state changed. */
  readonly say: (line: string) => void;
}

type Judged = 'settled' | 'pending' | 'failed';

/** Rejects with a Problem when the engine can't be asked. */
export async function waitSettled(
  client: EngineClient,
  tools: Tools,
  wish: SettleWish,
): Promise<Settled> {
  const { commit, timeoutMs } = wish;
  const beganMs = tools.nowMs();
  const untilMs = beganMs + timeoutMs;
  const said = new Map<string, string>();
  let quietUntilMs = beganMs + quietMs;
  const say = (line: string): void => {
    quietUntilMs = tools.nowMs() + quietMs;
    wish.say(line);
  };
  for (;;) {
    const [{ latest, jobs }, { items }] = await Promise.all([client.status(), client.apps()]);
    const unapplied = latest && notApplied(latest, commit);
    if (unapplied !== undefined) return unapplied;
    sayChanges(items, said, say);
    if (tools.nowMs() >= quietUntilMs) say(stillText(items, tools.nowMs() - beganMs));
    const settled = judgeAll(items, commit, sumOf(jobs));
    if (settled !== undefined) return settled;
    if (tools.nowMs() >= untilMs) return timedOut(items, timeoutMs);
    await tools.sleep(pollMs);
  }
}

/** Undefined while the revision is the one in force. */
export function notApplied(latest: RevisionView, commit: string): Settled | undefined {
  const it = shortCommit(commit);
  if (latest.commit !== commit) {
    const by = `${shortCommit(latest.commit)} (${latest.subject})`;
    const sentence = `${it} was superseded by ${by} before it settled`;
    return { outcome: 'superseded', sentence, reasons: [] };
  }
  if (latest.state === 'applied') return undefined;
  const sentence = `${it} is ${latest.state}: nothing changes until another commit mends it`;
  return { outcome: 'failed', sentence, reasons: revisionNotes(latest) };
}

function judgeAll(apps: readonly AppView[], commit: string, jobs: number): Settled | undefined {
  const it = shortCommit(commit);
  const failed = apps.filter((app) => judge(app) === 'failed');
  if (failed.length > 0) {
    const sentence = `${it} has failed: ${failed.map(({ name }) => name).join(', ')}`;
    return { outcome: 'failed', sentence, reasons: failed.map(appLine) };
  }
  if (apps.some((app) => judge(app) === 'pending')) return undefined;
  const due = jobs === 0 ? '' : `, and ${counted(jobs, 'job')} as committed`;
  const sentence = `${it} is healthy: ${counted(apps.length, 'app')}${due}`;
  return { outcome: 'healthy', sentence, reasons: [] };
}

function judge({ state, rollout }: AppView): Judged {
  switch (state) {
    case 'healthy':
      return 'settled';
    case 'failed':
    case 'paused':
      return 'failed';
    case 'rolling':
    case 'degraded':
    case 'waiting':
    case 'stopping':
      return rollout?.kind === 'rollback' ? 'failed' : 'pending';
  }
}

function timedOut(apps: readonly AppView[], timeoutMs: number): Settled {
  const reasons = apps.filter((app) => judge(app) === 'pending').map(appLine);
  const sentence = `not settled after ${formatDuration(timeoutMs)}, it still waits for:`;
  return { outcome: 'timeout', sentence, reasons };
}

function appLine(app: AppView): string {
  const waits = app.waits.map(waitText).join('; ');
  return `${stateLine(app)}${waits === '' ? '' : `: ${waits}`}`;
}

function stateLine({ name, state, instances, rollout }: AppView): string {
  const { healthy, wanted } = instances;
  const back = rollout?.kind === 'rollback' ? ' back' : '';
  const how =
    healthy > wanted ? `${healthy} healthy, ${wanted} wanted` : `${healthy} of ${wanted} healthy`;
  return `${name} ${state}${back}, ${how}`;
}

function stillText(apps: readonly AppView[], sinceMs: number): string {
  const names = apps.filter((app) => judge(app) === 'pending').map(({ name }) => name);
  const passed = formatDuration(Math.round(sinceMs / 1000) * 1000);
  return `after ${passed} still waiting for ${namesText(names, namedApps)}`;
}

/** Of many apps only their count is told at first, and then what changes. */
function sayChanges(
  apps: readonly AppView[],
  said: Map<string, string>,
  say: (line: string) => void,
): void {
  if (said.size === 0 && apps.length > toldAtFirst) {
    for (const app of apps) said.set(app.name, stateLine(app));
    const counts: Record<string, number> = {};
    for (const { state } of apps) counts[state] = (counts[state] ?? 0) + 1;
    say(`${counted(apps.length, 'app')}: ${tally(counts)}`);
  }
  for (const app of apps) {
    const line = stateLine(app);
    if (said.get(app.name) === line) continue;
    said.set(app.name, line);
    say(line);
  }
}
