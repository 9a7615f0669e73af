// Server-sent events come out the same however the text is cut.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventStreamReader, maxEventLength } from '../../../../engine/lib/text/event-stream.ts';

const text = [
  ': a comment\n\n',
  'id: 1\nevent: notice\ndata: {"a":1}\n\n',
  'data: two\ndata: lines\r\n\r\n',
  'event: nothing\n\n',
  'id\ndata\n\n',
  'retry: 5\nfoo: bar\ndata:no space\n\n',
  'data: unfinished\n',
].join('');

const events = [
  { id: '1', event: 'notice', data: '{"a":1}' },
  { id: '1', event: 'message', data: 'two\nlines' },
  { id: '', event: 'message', data: '' },
  { id: '', event: 'message', data: 'no space' },
];

test('events come out whole however the text is cut', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: text.length }), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, (places) => {
      const reader = new EventStreamReader();
      const ends = [...places, text.length].sort((a, b) => a - b);
      const found = ends.flatMap((end, at) => reader.push(text.slice(ends[at - 1] ?? 0, end)));
      expect(found).toEqual(events);
    }),
  );
});

test('an event without end is refused, as one line or as many', () => {
  expect(() => new EventStreamReader().push('x'.repeat(maxEventLength + 1))).toThrow(RangeError);
  const reader = new EventStreamReader();
  const line = `data: ${'x'.repeat(1000)}\n`;
  expect(() => {
    for (let at = 0; at < 2_000; at += 1) reader.push(line);
  }).toThrow(RangeError);
});
