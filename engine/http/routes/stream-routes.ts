// What comes as it happens: events and a task's output.
import { Readable } from 'node:stream';
import type { EventList } from '../../../schemas/generated/api.ts';
import type { StreamRequest } from '../engine-face.ts';
import { EventFeed } from '../event-feed.ts';
import { serveOutput } from '../output-feed.ts';
import { openLogs } from '../runs/open-logs.ts';
import { defaultLimit, maxLimit } from '../views/page.ts';
import {
  json,
  type QueryValues,
  querySchema,
  type Route,
  type RouteCall,
  type RouteContext,
  viewed,
} from './route.ts';

const maxNumber = Number.MAX_SAFE_INTEGER;

export const streamRoutes: readonly Route[] = [
  {
    id: 'events',
    method: 'GET',
    path: '/v1/events',
    access: 'read',
    summary:
      'What happened, ascending; to those who accept text/event-stream as a stream that goes on.',
    query: querySchema({
      after: {
        description: 'Only later ones, by number; without it the newest, or of a stream new ones.',
        type: 'integer',
        minimum: 0,
        maximum: maxNumber,
      },
      limit: { description: 'At most (= 100).', type: 'integer', minimum: 1, maximum: maxLimit },
    }),
    answer: 'event.json',
    produces: [...json, 'text/event-stream'],
    hasEtag: false,
    handle: async (context, call) => {
      if (!wantsStream(call)) return viewed(eventList(context, call.query));
      const last = call.headers['last-event-id'];
      const isNumber = typeof last === 'string' && /^\d{1,15}$/.test(last);
      const after = isNumber ? Number(last) : (call.query.after as number | undefined);
      await new EventFeed(context).serve(call, after);
      return { kind: 'handed-over' };
    },
  },
  {
    id: 'logs',
    method: 'GET',
    path: '/v1/tasks/logs',
    access: 'read',
    summary:
      'A task’s output, from its agent; to those who accept text/event-stream as events ' +
      '`output` (base64) and `end`.',
    query: querySchema(
      {
        task: {
          description: 'NAME#INSTANCE.LAUNCH, of a job NAME@KEY.LAUNCH.',
          type: 'string',
          minLength: 1,
          maxLength: 200,
        },
        file: { description: 'Which one (= stdout).', enum: ['stdout', 'stderr'] },
        follow: { description: 'Go on until it ends.', type: 'boolean' },
        tailLines: { description: 'Its last lines.', type: 'integer', minimum: 0, maximum: 1e6 },
        tailBytes: { description: 'Its last bytes.', type: 'integer', minimum: 0, maximum: 1e9 },
      },
      ['task'],
    ),
    produces: ['text/plain', 'text/event-stream'],
    hasEtag: false,
    handle: async (context, call) => {
      const bytes = await openLogs(context, streamRequest(call.query));
      if (wantsStream(call)) {
        serveOutput(call.takeOver(), bytes, context.heartbeatMs);
        return { kind: 'handed-over' };
      }
      const body = Readable.from(bytes, { objectMode: false });
      return { kind: 'plain', type: 'text/plain; charset=utf-8', body };
    },
  },
];

const wantsStream = ({ headers }: RouteCall): boolean =>
  (headers.accept ?? '').toLowerCase().includes('text/event-stream');

async function eventList({ face, read }: RouteContext, query: QueryValues): Promise<EventList> {
  const limit = (query.limit as number | undefined) ?? defaultLimit;
  const last = await read(({ tables }) => tables.lastNotice);
  const after = (query.after as number | undefined) ?? Math.max(0, last - limit);
  const items = (await face.notices(after, limit)).map((row) => ({ ...row }));
  const end = items.at(-1)?.number ?? last;
  const isMore = items.length === limit && end < last;
  return { formatVersion: 1, items, ...(isMore ? { nextCursor: String(end) } : {}) };
}

function streamRequest(query: QueryValues): StreamRequest {
  const { tailLines, tailBytes } = query;
  return {
    taskId: String(query.task),
    file: query.file === 'stderr' ? 'stderr' : 'stdout',
    follow: query.follow === true,
    ...(typeof tailLines === 'number' ? { tailLines } : {}),
    ...(typeof tailBytes === 'number' ? { tailBytes } : {}),
  };
}
