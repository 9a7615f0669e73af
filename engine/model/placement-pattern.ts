// The regular expressions of `like` and `unlike`: checked when a spec is read, and read the same
// way when instances are placed.
import { type PatternReading, readPattern } from '../lib/text/pattern.ts';

/** What 256 characters say without counted repetitions stays below 500 steps. */
const bounds = { mostCharacters: 256, mostInstructions: 500 };

export const readPlacementPattern = (text: string): PatternReading => readPattern(text, bounds);
