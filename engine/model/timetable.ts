// When a job is due: an ISO 8601 repeating interval or five cron fields, each in a time zone.

/** An ISO 8601 duration, its parts as written: whole numbers, not all 0. */
export interface Period {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly milliseconds: number;
}

export type Timetable =
  | {
      readonly kind: 'interval';
      /** As written: what an anchor is kept for. */
      readonly text: string;
      /** Wall clock that days and months are counted by. */
      readonly zone: string;
      /** Occurrences in all; `null`: for ever. */
      readonly repeat: number | null;
      /** Of occurrence 0; `null` where the start is empty: when the job was first applied. */
      readonly startMs: number | null;
      readonly period: Period;
    }
  | { readonly kind: 'cron'; readonly text: string; readonly zone: string };
