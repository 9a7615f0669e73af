import { expect, test } from 'vitest';
import { objectName, parseRunId, runId } from '../../../engine/model/ids.ts';
import { afterKey, manualKey, timetableKey } from '../../../engine/schedule/run-ids.ts';

const parents = ['/etl/a@t20260101T020000Z', '/etl/b@m7'];

test.each([
  [timetableKey(Date.parse('2026-01-01T02:00:00Z')), 't20260101T020000Z'],
  [timetableKey(Date.parse('2026-01-01T02:00:00.5Z')), 't20260101T020000500Z'],
  [manualKey(17), 'm17'],
  // SHA-256 of both, sorted, with a blank between: it must never change.
  [afterKey(parents), 'a3ac9709763ee4336'],
])('%s is the key of a run', (key, written) => {
  expect(key).toBe(written);
  expect(parseRunId(runId(objectName('/etl/load'), key))).toEqual({ name: '/etl/load', key });
});

test('the same parents are the same run, in whatever order', () => {
  expect(afterKey([...parents].reverse())).toBe(afterKey(parents));
  expect(afterKey(parents.slice(1))).not.toBe(afterKey(parents));
});
