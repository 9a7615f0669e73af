// An agent as a process of its own, which kills itself after a given step. Only tests have this.
//   agent-kill-main.ts ENGINE WORK [STEP NTH]
import { assembleAgent } from '../../../agentd/assemble.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';
import { joinToken } from './join-token.ts';
import { type KillStep, killingPorts } from './kill-steps.ts';
import { asMyself } from './myself.ts';

const [engine = '', work = '', step, nth = '1'] = process.argv.slice(2);
const agent = await assembleAgent(
  {
    engine,
    work,
    token: new Redacted(joinToken),
    ...asMyself,
  },
  (ports) =>
    step === undefined ? ports : killingPorts(ports, { step: step as KillStep, nth: Number(nth) }),
);
process.on('SIGTERM', () => void agent.stop(false));
await agent.exited;
process.exit(0);
