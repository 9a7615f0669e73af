// What an engine says of volumes is stored: an order has each volume that its version asks for, all
// kept for it on that agent and taken by it, and none that was used is asked for as new; and only
// what is stored as given up is told to be destroyed, or is.
import type { VolumeMount } from '../../../model/wanted.ts';
import type { StoredFacts } from '../facts/stored-facts.ts';
import { slotOf } from '../facts/stored-facts.ts';
import { type Look, type Of, rule } from '../rule.ts';

const tense = [
  'an order has a volume to be made',
  'an order has a volume that was used',
  'a volume is to be destroyed',
  'a volume is destroyed',
] as const;

export const volumeWords = rule({ name: 'volumes-stored', tense }, (look) => {
  /** Volumes that were stored as given up, ever. */
  const givenUp = new Set<string>();
  return {
    stored: () => {
      for (const { id } of look.facts.stored.changes?.leaving ?? []) givenUp.add(id);
    },
    spoken: (moment) => {
      const { message, agentId } = moment;
      if (message.kind === 'launch') judgeOrder(look, message.order, agentId);
      if (message.kind === 'destroy-volume') judgeDestroy(look, message.volumeId, agentId);
    },
    'volume-destroyed': (moment) => judgeDestroyed(look, moment, givenUp),
  };
});

type Order = Extract<Of<'spoken'>['message'], { kind: 'launch' }>['order'];
type OrderVolume = NonNullable<Order['volumes']>[number];

function judgeOrder(look: Look, order: Order, agentId: string | undefined): void {
  const { stored } = look.facts;
  const row = stored.tasks.get(order.taskId);
  if (!row || row.end) return;
  const { name, specDigest } = row;
  const version = stored.version(name, specDigest) ?? stored.jobVersion(name, specDigest);
  const mounts = version?.spec.task.volumes ?? [];
  const volumes = order.volumes ?? [];
  const [asked, had] = [mounts, volumes].map((all) => all.map(({ path }) => path).sort());
  if (asked?.join() !== had?.join())
    look.violate(`${row.id} is sent with [${had}], and its version has [${asked}]`);
  const taken = new Set((row.taken ?? []).map(({ disk }) => disk?.volume?.id));
  for (const volume of volumes) {
    const mount = mounts.find(({ path }) => path === volume.path);
    if (mount) judgeVolume(look, { order, volume, mount, agentId });
    if (![...taken].some((id) => id === volume.id))
      look.violate(`${row.id} is sent with ${volume.id}, and hasn’t taken it`);
  }
}

interface Sent {
  readonly order: Order;
  readonly volume: OrderVolume;
  readonly mount: VolumeMount;
  readonly agentId: string | undefined;
}

function judgeVolume(look: Look, { order: { taskId }, volume, mount, agentId }: Sent): void {
  const { stored } = look.facts;
  const known = keptVolume(stored, taskId, mount);
  if (known?.row.agentId !== agentId || known?.volume.id !== volume.id) {
    const as = known ? `${known.volume.id} on ${known.row.agentId}` : 'nothing';
    look.violate(`${taskId} is sent to ${agentId} with ${volume.id}, and ${as} is kept for it`);
  } else if (known?.volume.isUsed && volume.isNew)
    look.violate(`${taskId} is sent with ${volume.id} as new, and it was used`);
  else look.tense(tense[known?.volume.isUsed ? 1 : 0]);
}

function keptVolume({ reservations }: StoredFacts, taskId: string, { path, source }: VolumeMount) {
  const row = reservations.get(source.kind === 'volume' ? source.name : slotOf(taskId));
  const isNamed = source.kind === 'volume';
  const volume = row?.volumes.find((one) => isNamed || one.path === path);
  return row && volume && { row, volume };
}

function judgeDestroy(look: Look, id: string, agentId: string | undefined): void {
  const { stored } = look.facts;
  look.tense('a volume is to be destroyed');
  if (stored.leaving.get(id)?.agentId !== agentId)
    look.violate(`${agentId} is told to destroy ${id}, which isn’t stored as given up`);
}

function judgeDestroyed(
  { sight, facts, violate, tense: near }: Look,
  { machine, volumeId }: Of<'volume-destroyed'>,
  givenUp: ReadonlySet<string>,
): void {
  near('a volume is destroyed');
  if (!givenUp.has(volumeId)) violate(`${machine} destroys ${volumeId}, which nobody gave up`);
  const tasks = sight.machines.get(machine)?.tasks;
  for (const id of facts.truth.livingOn.get(machine) ?? [])
    if (tasks?.get(id)?.volumes?.some((one) => one.id === volumeId))
      violate(`${machine} destroys ${volumeId}, which ${id} has`);
}
