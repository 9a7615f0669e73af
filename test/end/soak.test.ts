// A real cluster under SIGKILL and commits: `npm test` for some seconds, `npm run soak` for ten
// minutes. Each task writes its own record; at the end that is compared with what history says.
// MERIDIAN_SOAK_SEED draws the same kills and commits again.
import { expect, it } from 'vitest';
import type { Finding } from '../support/soak/compare/compare.ts';
import { failureText } from '../support/soak/finding-text.ts';
import { Soak } from '../support/soak/soak.ts';
import { soakOptions } from '../support/soak/soak-options.ts';

const options = soakOptions(process.env);
/** Starting and settling have the same bound each; its own bounds end it first, and say why. */
const boundMs = options.minutes * 60_000 + 2 * options.settleMs + 60_000;

it(
  'loses and doubles no task while engine and agents are killed and commits come',
  async () => {
    const soak = await Soak.open(options);
    let findings: readonly Finding[] = [];
    let failure = 'it has not ended';
    try {
      console.log(`soak of ${options.minutes} minutes with MERIDIAN_SOAK_SEED=${options.seed}`);
      findings = await soak.run();
      console.log(JSON.stringify(soak.figures(findings)));
      const isFine = findings.length === 0 && soak.kills.ownEnds.length === 0;
      failure = isFine ? '' : failureText(soak, findings);
    } catch (error) {
      failure = failureText(soak, findings, error);
    } finally {
      await soak.close(failure !== '');
    }
    expect(failure).toBe('');
  },
  boundMs,
);
