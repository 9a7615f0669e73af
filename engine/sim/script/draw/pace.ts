// How fast things happen in a drawn world: tuned so that the last plan comes shortly before the
// script's events have occurred.

/** Virtual ms for each event of the script; each world draws its own. */
export const msPerEvent = { least: 32, most: 52 };
/** Of the script's time: no commit, operation or fault comes after it. */
export const lastPlanPart = 0.9;

/** So many commits, and as many more as the world has more events than usual. */
export const commitCount = { least: 20, most: 26 };
export const usualEvents = 2_000;
/** A commit follows the one before at once, with a look in between or without. */
export const burstChance = 0.2;
export const burstMs = 2_500;

/** Faults of a mixed world, all kinds together, for the usual number of events. */
export const mixedFaults = 32;
/** Of a world with faults of one kind alone. */
export const singleFaults = { least: 10, most: 30 };
/** Of a calm one. */
export const calmFaults = { least: 0, most: 3 };
/** Faults that come close after a commit, where much happens. */
export const nearCommitChance = 0.5;
export const nearCommitMs = 6_000;
