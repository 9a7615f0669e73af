// The engine's log: one JSON line a message, on stderr or in a file. Values of type Redacted print
// as ***.
import { destination, type LevelWithSilent, pino } from 'pino';
import type { Log } from '../ports/log.ts';

export function openLog(level: LevelWithSilent, file?: string): Log {
  const logger = pino({ name: 'meridian', level }, destination({ dest: file ?? 2, sync: true }));
  return {
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => logger.warn(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
  };
}
