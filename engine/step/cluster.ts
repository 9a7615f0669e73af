// What questions about why something waits are answered from.
import type { Allocator } from '../allocate/offer-allocator.ts';
import type { Tables } from './tables.ts';
import type { WhyBook } from './why/why-book.ts';

export interface Cluster {
  readonly tables: Tables;
  readonly allocator: Pick<Allocator, 'freeOn' | 'heldBack' | 'whyNotOffered'>;
  readonly why: Pick<WhyBook, 'unplaced'>;
}
