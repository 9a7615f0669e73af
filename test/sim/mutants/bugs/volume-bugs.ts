// Of volumes: what is kept for whom, where a task goes for its data, and when that is given up.
import type { PlantedBug } from '../planted-bug.ts';

const volumes = 'engine/step/volumes';
const tend = `${volumes}/tend-reservations.ts`;
const word = `${volumes}/agent-volumes.ts`;
const takeable = 'engine/model/resources/takeable.ts';
const book = 'agentd/core/volumes/volume-book.ts';

export const volumeBugs: readonly PlantedBug[] = [
  {
    name: 'reservations-not-read-at-start',
    breaks: 'after a restart nobody knows where the data of an instance is',
    file: 'engine/loop/boot.ts',
    from: "  'reservation',\n",
    to: '',
    by: ['reload'],
  },
  {
    name: 'used-volume-asked-for-as-new',
    breaks: 'a task is started with an empty volume where its data was lost',
    file: 'engine/step/master/launch/launch-version.ts',
    from: 'isNew: isUsed === undefined }',
    to: 'isNew: isUsed !== undefined || !isUsed }',
    by: ['volumes-stored'],
  },
  {
    name: 'lost-volume-made-anew',
    breaks: 'an agent makes an empty volume where one with data should be',
    file: 'agentd/loop/run-effect.ts',
    from: 'await volumes.open({ id, sizeMib, isNew, taskId })',
    to: 'await volumes.open({ id, sizeMib, isNew: isNew || id !== "", taskId })',
    by: ['one-holder'],
  },
  {
    name: 'data-gone-with-scale-down',
    breaks: 'an app that is scaled down and up again has lost its data',
    file: tend,
    from: '({ path }: VolumeRow) => paths.has(path));',
    to: '({ path }: VolumeRow) => paths.has(path) && instance < aim.instances);',
    by: ['given-up'],
  },
  {
    name: 'room-kept-beyond-instances',
    breaks: 'what a scaled-down slot needed to run is kept for it for ever',
    file: tend,
    from: 'volumes.length > 0 && instance < aim.instances &&',
    to: 'volumes.length > 0 && instance < Infinity &&',
    by: ['kept'],
  },
  {
    name: 'volumes-outlive-their-app',
    breaks: 'what was kept for an app that is removed is kept on',
    file: tend,
    from: '  if (!app || !aim) return gone;',
    to: '  if (!app || !aim) return { ...gone, volumes: row.volumes, hasRest: true };',
    by: ['kept'],
  },
  {
    name: 'idle-slots-of-a-removed-app-not-looked-at',
    breaks: 'what is kept for an app that goes is given up only when all of it is gone',
    file: 'engine/step/apps/removal.ts',
    from: '  stirReservations(turn.tables, name);\n  if (app.rollout)',
    to: '  if (app.rollout)',
    by: ['kept', 'full-round'],
  },
  {
    name: 'destroy-not-said-again',
    breaks: 'a volume that was given up while its agent was away stays there',
    file: word,
    from:
      '    if (there.has(volume.id)) sendDestroy(turn, agent.row.id, volume.id);\n' +
      '    else forgetVolume',
    to: '    if (!there.has(volume.id)) forgetVolume',
    by: ['volumes-settled'],
  },
  {
    name: 'destroyed-and-not-answered',
    breaks: 'the disk of a destroyed volume is nobody’s until its agent registers anew',
    file: book,
    from: '    turn.answer(id);\n  }\n\n  #failed',
    to: '  }\n\n  #failed',
    by: ['volumes-settled'],
  },
  {
    name: 'leaving-volumes-take-up-no-disk',
    breaks: 'the disk of a volume that is still there is given to another',
    file: 'engine/step/memory/reservations.ts',
    from: '      ...leaving.map(({ resource }) => resource),\n',
    to: '',
    by: ['kept', 'reservations', 'capacity', 'indexes'],
  },
  {
    name: 'kept-resources-for-anyone',
    breaks: 'what is kept for one slot is taken by another task of its role',
    file: takeable,
    from: 'claim.owners?.includes(owner) === true;',
    to: '(claim.owners?.includes(owner) || isAllocatableTo(resource, role)) === true;',
    by: ['reservations', 'kept'],
  },
  {
    name: 'revocable-taken-as-firm',
    breaks: 'what a task of tier revocable gives back is what it never took',
    file: 'engine/step/master/tasks.ts',
    from: 'disk === undefined && revocable === undefined,',
    to: 'disk === undefined && (revocable === undefined || revocable),',
    by: ['reservations', 'indexes'],
  },
  {
    name: 'volume-still-to-be-made-needs-no-disk',
    breaks: 'the user of a Volume is sent to an agent without disk, for ever',
    file: 'engine/step/offers/offer-table.ts',
    from:
      'return claim === undefined || scalarsFit(scalars, view.free.scalars) ' +
      '? view : undefined;',
    to: 'return view;',
    by: ['settled', 'jobs-settled'],
  },
  {
    name: 'more-kept-than-there-is',
    breaks: 'an agent that came back smaller is given away beyond what it has',
    file: `${volumes}/kept-total.ts`,
    from: '  if (missing.length === 0) return addBundles',
    to: '  if (missing.length >= 0) return addBundles',
    by: ['indexes', 'capacity', 'reservations'],
  },
];
