// Persistent volumes as the API lists them: one in each state.
import type { VolumeView } from '../../../schemas/generated/api.ts';
import { nowMs } from './fake-tools.ts';

const kept = (name: string, more: Partial<VolumeView>): VolumeView => ({
  ...{ id: `${name}.1:data`, name, owner: name.replace(/#\d+$/, ''), role: 'shop', path: 'data' },
  ...{ agent: 'rack1-3f9a2c', sizeMib: 10_240, state: 'idle', what: '', remedy: '' },
  ...{ createdMs: nowMs - 7_200_000, ...more },
});

const release = (name: string): string => `\`meridian release ${name}\``;

const stray = '/old/db#0.3:data';

export const cannedVolumes: readonly VolumeView[] = [
  kept('/shop/db#0', { state: 'in-use', task: '/shop/db#0.12', what: '/shop/db#0.12 has it' }),
  kept('/shop/db#1', {
    ...{ state: 'missing', agent: 'rack2-00b1e7' },
    what: 'agent rack2-00b1e7 has lost it, and nothing starts without its data',
    remedy:
      'put its data back on rack2-00b1e7 and start that agent again, or ' +
      `${release('/shop/db#1')} gives it up for a new, empty one`,
  }),
  kept('/shop/db#2', {
    what: 'kept for when /shop/db is scaled up again',
    remedy: `${release('/shop/db#2')} gives its data up`,
  }),
  {
    ...{ name: '/shop/photos', owner: '/shop/photos', role: 'shop', sizeMib: 51_200 },
    ...{ state: 'not-made', what: 'made when a task first uses it', remedy: '' },
  },
  kept('/etl/scratch', {
    ...{ id: '/etl/load@t20260131T010000Z.1:work', path: 'work', state: 'leaving' },
    what: 'given up (/etl/scratch is removed): to be destroyed by rack1-3f9a2c',
  }),
  {
    ...{ id: stray, name: stray, agent: 'rack1-3f9a2c', state: 'stray' },
    what: 'nobody knows of it: another cluster made it, or the store is older than it',
    remedy: `${release(stray)} destroys its data`,
  },
];
