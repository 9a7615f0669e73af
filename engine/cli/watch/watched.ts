import type { Page } from '../show/table.ts';

/** One thing that a view says, to tell by it what has changed. */
export interface Fact {
  readonly subject: string;
  /** Compared: what is said anew when it changes. */
  readonly state: string;
  /** What is said of it. */
  readonly text: string;
  /** Said when the fact is gone; absent: nothing. */
  readonly over?: string;
}

/** A view that can be looked at again. */
export interface Watched<V> {
  look(): Promise<V>;
  text(view: V, page: Page): string;
  /** By what they are called, which stays the same from look to look. */
  facts(view: V): ReadonlyMap<string, Fact>;
  /** As JSON, without what changes at every look. */
  still(view: V): string;
}

/** The engine can't be asked. */
export interface Lost {
  readonly sinceMs: number;
  readonly why: string;
}

export interface Screen<V> {
  begin(): void;
  /** `lost`: the view is of then, not of now. */
  show(view: V, lost: Lost | undefined): void;
  end(): void;
}
