// What a framework may turn what it was offered into (mesos.md 1.1 rule 6, 3.3): quantities stay,
// identities change.
import type { ReservationId, Role } from '../../ids.ts';
import type { Bundle } from '../bundle.ts';
import type { Resource } from '../resource.ts';

/** Resources are named as they are held: with their reservations, disk, and an amount of each. */
export type Operation =
  /** Puts one more reservation on top of theirs. */
  | {
      readonly kind: 'reserve';
      readonly resources: readonly Resource[];
      readonly role: Role;
      /** With whom the reservation goes. */
      readonly owner?: ReservationId;
    }
  /** Takes the last reservation off. */
  | { readonly kind: 'unreserve'; readonly resources: readonly Resource[] }
  /** Turns that much reserved disk into a persistent volume. */
  | { readonly kind: 'create'; readonly disk: Resource; readonly id: string }
  /** The volume becomes reserved disk again; its data is lost. */
  | { readonly kind: 'destroy'; readonly id: string };

/** `after` stands for `before`, which was held; both have the same quantities. */
export interface Conversion {
  readonly before: Bundle;
  readonly after: Bundle;
}

export interface Refusal {
  readonly kind: 'refused';
  /** Where, and what is. */
  readonly what: string;
  /** What would be right. */
  readonly remedy: string;
}

/** `bundle`: what is held once it is done. */
export type Outcome = ({ readonly kind: 'done'; readonly bundle: Bundle } & Conversion) | Refusal;

export const refused = (what: string, remedy: string): Refusal => ({
  kind: 'refused',
  what,
  remedy,
});
