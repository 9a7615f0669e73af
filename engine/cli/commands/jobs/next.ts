// When something is due next: a job of the engine's, or a timetable as it would be written in a
// spec. The latter needs no engine: the same code reads it here.
import type { NextDueList } from '../../../../schemas/generated/api.ts';
import { zoneNames } from '../../../lib/calendar/zone-names.ts';
import { parseCron } from '../../../lib/cron.ts';
import { suggest } from '../../../lib/text/suggest.ts';
import { isoInstant, isZone, lastInstantMs, parseInterval } from '../../../lib/time.ts';
import type { Timetable } from '../../../model/timetable.ts';
import { anchorOf, nextOccurrence } from '../../../schedule/occurrences.ts';
import type { Call } from '../../call.ts';
import type { CommandSpec } from '../../command.ts';
import { jobName } from '../../job-names.ts';
import { dueText } from '../../show/jobs/due-text.ts';

const defaultCount = 5;
const mostCount = 1_000;

export const next: CommandSpec = {
  name: 'next',
  about: 'When a job is due next, or a timetable would be, which needs no engine.',
  args: [{ name: 'JOB', about: 'a job, such as /etl/load', isOptional: true, completes: 'job' }],
  options: [
    { flags: '--schedule S', about: 'an ISO 8601 repeating interval: R/2026-01-01T02:00:00/P1D' },
    { flags: '--cron C', about: "five cron fields: '30 2 * * mon-fri'" },
    { flags: '--time-zone Z', about: 'the zone that it is read in (= UTC)' },
    { flags: '--after TIME', about: 'strictly after it; an empty start begins there (= now)' },
    { flags: '--count N', about: `so many at most (= ${defaultCount})` },
  ],
  isRemote: true,
  json: 'cli/report.json#/$defs/NextReport',
  examples: [
    'meridian next /etl/load',
    "meridian next --cron '30 2 * * *' --time-zone Europe/Berlin --count 3",
    'meridian next --schedule R/2026-01-31T00:00:00Z/P1M --count 3',
  ],
  run: async (call) => {
    checkOne(call);
    const count = call.count('count', 1, mostCount) ?? defaultCount;
    const after = call.instant('after');
    const afterMs = after === undefined ? undefined : Date.parse(after);
    if (call.args.length === 0) return offline(call, count, afterMs ?? call.tools.nowMs());
    const job = jobName(call);
    const query = { count, ...(afterMs === undefined ? {} : { afterMs }) };
    const client = await call.client();
    const list = await client.nextDue(job, query);
    // Due times are what its timetable says; whether they are heeded is for a person to know.
    const isHeld = !call.isJson && (await client.job(job)).suspendedMs !== undefined;
    return show(call, { ...dueOf(list), count, isHeld });
  },
};

interface Shown {
  readonly instants: readonly number[];
  /** Undefined: there is no timetable. */
  readonly zone: string | undefined;
  readonly count: number;
  readonly isHeld?: boolean;
}

const show = (call: Call, { instants, zone, count, isHeld = false }: Shown): number =>
  call.answer(instants.map(isoInstant), () =>
    dueText({ instants, zone, isAll: instants.length < count, isHeld }, call.page),
  );

const dueOf = ({ items, timeZone }: NextDueList): Pick<Shown, 'instants' | 'zone'> => ({
  instants: items.map(({ atMs }) => atMs),
  zone: timeZone,
});

function checkOne(call: Call): void {
  const given = [
    ...(call.args.length === 0 ? [] : ['JOB']),
    ...['schedule', 'cron'].flatMap((option) =>
      call.text(option) === undefined ? [] : [`--${option}`],
    ),
  ];
  const [first, second] = given;
  if (first === undefined)
    throw call.fault('nothing says when', 'give a JOB, --schedule S or --cron C');
  if (second !== undefined)
    throw call.fault(`${first} and ${second} are both there`, 'give one of them');
  if (first === 'JOB' && call.text('time-zone') !== undefined)
    throw call.wrong(
      'time-zone',
      'a job has its own',
      'leave it out, or give --schedule or --cron',
    );
}

function offline(call: Call, count: number, afterMs: number): number {
  const timetable = timetableOf(call);
  const anchorMs = anchorOf(timetable, Math.min(afterMs, lastInstantMs));
  const instants: number[] = [];
  let atMs = nextOccurrence(timetable, anchorMs, afterMs);
  while (atMs !== undefined && instants.length < count) {
    instants.push(atMs);
    atMs = nextOccurrence(timetable, anchorMs, atMs);
  }
  return show(call, { instants, zone: timetable.zone, count });
}

/** As specs/build/build-job.ts makes it. */
function timetableOf(call: Call): Timetable {
  const zone = zoneOf(call);
  const cron = call.text('cron');
  if (cron !== undefined) {
    const parsed = parseCron(cron);
    if (!parsed.ok) throw call.wrong('cron', parsed.what, parsed.hint);
    return { kind: 'cron', text: cron, zone };
  }
  const text = call.text('schedule') ?? '';
  const parsed = parseInterval(text, zone);
  if (!parsed.ok) throw call.wrong('schedule', parsed.what, parsed.hint);
  const { repeat, startMs, period } = parsed;
  if (repeat !== 0) return { kind: 'interval', text, zone, repeat, startMs, period };
  throw call.wrong('schedule', `${text} is never due`, 'R without a number repeats for ever');
}

function zoneOf(call: Call): string {
  const zone = call.text('time-zone') ?? 'UTC';
  if (isZone(zone)) return zone;
  const meant = suggest(zone, zoneNames());
  const hint = meant === undefined ? 'give one such as Europe/Berlin' : `did you mean ${meant}?`;
  throw call.wrong('time-zone', `no time zone ${JSON.stringify(zone.slice(0, 80))}`, hint);
}
