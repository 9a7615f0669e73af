import type { Order } from '../../../schemas/generated/wire.ts';

export type OrderVolume = NonNullable<Order['volumes']>[number];

/** One that is there. */
export type FoundVolume = Pick<OrderVolume, 'id' | 'sizeMib'>;
