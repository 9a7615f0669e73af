// Of verdicts on agents that are away: how many, and what an engine in doubt of its network does.
import type { PlantedBug } from '../planted-bug.ts';

const attendance = 'engine/step/master/removals/attendance.ts';
const verdict = 'engine/step/master/removals/verdict.ts';

export const verdictBugs: readonly PlantedBug[] = [
  {
    name: 'removal-limit-not-asked',
    breaks: 'all agents that are due are declared unreachable at once',
    file: 'engine/step/master/removals/token-bucket.ts',
    from: '    return Math.max(nowMs, takenMs + periodMs);\n',
    to: '    return Math.max(nowMs, takenMs);\n',
    by: ['removals'],
  },
  {
    name: 'most-of-the-agents-declared',
    breaks: 'an engine that has lost its network declares most of its agents unreachable',
    file: attendance,
    from: '(away >= leastAway && 2 * away > expected)',
    to: '(away >= leastAway && away > 2 * expected)',
    by: ['removals'],
  },
  {
    name: 'all-agents-declared',
    breaks: 'an engine that has no agent any more declares the last ones unreachable',
    file: verdict,
    from: "  if (connected === 0) return { why: 'none-connected' };\n",
    to: '',
    by: ['removals'],
  },
  {
    name: 'no-time-to-come-back',
    breaks: 'those that are the last to dial again after a cut are declared unreachable',
    file: verdict,
    from: 'doubtEndedMs + settings.agentTimeoutMs',
    to: 'doubtEndedMs',
    by: ['removals'],
  },
  {
    name: 'held-without-end',
    breaks: 'what most agents are away from is never replaced',
    file: verdict,
    from: "  if (connected === 0) return { why: 'none-connected' };\n",
    to: "  if (connected === 0 || isDoubtful) return { why: 'none-connected' };\n",
    by: ['removals'],
  },
  {
    name: 'quiet-not-told',
    breaks: 'the first verdict does not see that the others are silent, too',
    file: 'engine/loop/agent-sessions.ts',
    from: 'if (forMs >= quietPings * this.#sweepEveryMs && !session.isQuiet)',
    to: 'if (forMs >= 2 * quietPings * pingsPerTimeout * this.#sweepEveryMs && !session.isQuiet)',
    by: ['removals'],
  },
];
