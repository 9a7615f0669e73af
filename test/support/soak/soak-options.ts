// How long, how big and from which seed: MERIDIAN_SOAK, MERIDIAN_SOAK_MINUTES, MERIDIAN_SOAK_SEED.

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Apps of the soak that take part, and the instances each begins and ends with. */
  readonly apps: number;
  readonly instances: number;
  readonly commitEveryMs: number;
  /** Bound on waiting for the cluster to settle when the faults have ended. */
  readonly settleMs: number;
}

const maxSeed = 2 ** 31;

export function soakOptions(env: NodeJS.ProcessEnv): SoakOptions {
  const seed = numberOf(env.MERIDIAN_SOAK_SEED) ?? Math.floor(Math.random() * maxSeed);
  const minutes = numberOf(env.MERIDIAN_SOAK_MINUTES);
  const isLong = env.MERIDIAN_SOAK === '1';
  return isLong
    ? {
        seed,
        minutes: minutes ?? 10,
        apps: 8,
        instances: 5,
        commitEveryMs: 5_000,
        settleMs: 120_000,
      }
    : {
        seed,
        minutes: minutes ?? 0.15,
        apps: 5,
        instances: 3,
        commitEveryMs: 2_500,
        settleMs: 60_000,
      };
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0)
    throw new Error(
      `MERIDIAN_SOAK_SEED and MERIDIAN_SOAK_MINUTES are numbers above 0, not ${text}`,
    );
  return number;
}
