// The one command that runs a world alone, as this program was called.
import type { Call } from '../call.ts';

export function replayCommand(call: Call, seed: number): string {
  const steps = call.text('steps');
  const { program } = call.tools;
  return `${program} sim --seed ${seed}${steps === undefined ? '' : ` --steps ${steps}`} --trace`;
}
