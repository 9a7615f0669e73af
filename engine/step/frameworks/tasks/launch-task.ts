// LAUNCH of one task on what was offered: it is looked at in full before anything is taken, and
// what can't be started as described is an error that says so.
import { wireSchemas } from '../../../../schemas/generated/wire.ts';
import { Checker } from '../../../lib/check.ts';
import { digestJson, type Json } from '../../../lib/digest.ts';
import { volumeFault } from '../../../lib/volume-paths.ts';
import type { TaskRow } from '../../../model/actual.ts';
import {
  type AgentId,
  digestOf,
  type ObjectName,
  ownTaskId,
  type Role,
} from '../../../model/ids.ts';
import { portsIn } from '../../../model/resources/amounts.ts';
import { allAmountsOf } from '../../../model/resources/amounts-of.ts';
import { type Bundle, bundleOf, subtractBundles } from '../../../model/resources/bundle.ts';
import { heldPart } from '../../../model/resources/operations/held-part.ts';
import { identityOf, ownerOf } from '../../../model/resources/resource.ts';
import type { TaskInfo } from '../../../model/scheduler-api/task-info.ts';
import type { TaskReason } from '../../../model/task/task-reasons.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import { startTask } from '../../master/tasks.ts';
import type { FrameworkEntry } from '../../tables.ts';
import { type CallFault, tell } from '../tell.ts';
import { infoOrder } from './task-order.ts';

const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
const mostPorts = 256;
/** Of its description, as JSON: it is stored in the task's row. */
const mostCharacters = 100_000;

const checker = new Checker({ schemas: [wireSchemas.agent], firstOnly: true });
const orderSchema = `${wireSchemas.agent.$id}#/$defs/Order`;

/** What is left of the offers that a call has named, on their way through its operations. */
export interface HeldOffers {
  readonly entry: FrameworkEntry;
  readonly agentId: AgentId;
  readonly role: Role;
  left: Bundle;
}

export function launchInfo(turn: MasterTurn, held: HeldOffers, info: TaskInfo): void {
  const row = rowOf(turn, held, info);
  if ('what' in row) {
    sayUnlaunched(turn, held.entry, info, { ...row, state: 'error', reason: 'task-invalid' });
    return;
  }
  held.left = subtractBundles(held.left, row.taken ?? []);
  startTask(turn, row);
}

/** It never was: there is nothing to acknowledge. */
export function sayUnlaunched(
  turn: MasterTurn,
  entry: FrameworkEntry,
  { taskId }: TaskInfo,
  { state, reason, what, remedy }: CallFault & Pick<NeverThere, 'state' | 'reason'>,
): void {
  const message = `${what}: ${remedy}`;
  const update = { taskId: taskId.slice(0, 200), state, reason, message };
  tell(turn, entry, { kind: 'update', update });
}

interface NeverThere {
  readonly state: 'error' | 'dropped';
  readonly reason: TaskReason;
}

function rowOf(turn: MasterTurn, held: HeldOffers, info: TaskInfo): TaskRow | CallFault {
  const { agentId, role } = held;
  const { id: framework } = held.entry.row;
  if (!idForm.test(info.taskId))
    return fault(
      `task id ${JSON.stringify(info.taskId.slice(0, 80))} is none`,
      'letters, digits and ._-, 120 at most, the first a letter or digit',
    );
  const id = ownTaskId(framework, info.taskId);
  if (turn.tables.tasks.has(id))
    return fault(`task id ${info.taskId} is in use`, 'an id that no task of yours has had');
  const taken = takenFor(held, info);
  if ('what' in taken) return taken;
  const digest = digestOf(digestJson(info as unknown as Json));
  const row: TaskRow = {
    ...{ id, framework, role, agentId, info },
    name: framework as string as ObjectName,
    instance: 0,
    launch: 1,
    resources: allAmountsOf(taken.bundle.filter(({ disk }) => disk?.volume === undefined)),
    taken: taken.bundle,
    ports: portsOf(taken.bundle),
    taskDigest: digest,
    specDigest: digest,
    launchedMs: turn.nowMs,
  };
  return orderFault(row, info) ?? row;
}

const fault = (what: string, remedy: string): CallFault => ({ what, remedy });

function takenFor(
  { left }: HeldOffers,
  { resources, volumes }: TaskInfo,
): { readonly bundle: Bundle } | CallFault {
  if (resources.length === 0) return fault('it takes no resources', 'some of what is offered');
  const parts = new Map<string, Bundle[number]>();
  for (const [index, named] of resources.entries()) {
    const found = heldPart(left, named, `resources[${index}]`);
    if (found.kind === 'refused') return found;
    const identity = identityOf(found.part);
    if (parts.has(identity))
      return fault(`resources[${index}], ${named.name}: it is named twice`, 'each once');
    const owner = ownerOf(found.part);
    if (owner !== undefined)
      return fault(`resources[${index}], ${named.name}: it is kept for ${owner}`, 'other ones');
    parts.set(identity, found.part);
  }
  const bundle = bundleOf([...parts.values()]);
  const unplaced = volumesFault(bundle, volumes);
  if (unplaced) return unplaced;
  const ports = portsIn(allAmountsOf(bundle).ranges.ports ?? []);
  return ports > mostPorts ? fault(`it takes ${ports} ports`, `${mostPorts} at most`) : { bundle };
}

/** Each volume that it takes has a place in its sandbox, and there is no other place. */
function volumesFault(taken: Bundle, volumes: TaskInfo['volumes'] = []): CallFault | undefined {
  const ids = taken.flatMap(({ disk }) => disk?.volume?.id ?? []);
  const bare = ids.find((id) => volumes.every((one) => one.id !== id));
  if (bare !== undefined)
    return fault(`volume ${bare} has no place in its sandbox`, 'name its path in `volumes`');
  const strange = volumes.find(({ id }) => !ids.includes(id));
  if (strange)
    return fault(
      `volume ${JSON.stringify(strange.id.slice(0, 80))} isn't among its resources`,
      'volumes that it takes',
    );
  const [what, remedy = ''] = volumeFault(volumes)?.split(/: (?=[^:]*$)/) ?? [];
  return what === undefined ? undefined : fault(what, remedy);
}

function portsOf(taken: Bundle): readonly number[] {
  const ranges = allAmountsOf(taken).ranges.ports ?? [];
  return ranges.flatMap(([begin, end]) =>
    Array.from({ length: end - begin + 1 }, (_, index) => begin + index),
  );
}

/** An order that its agent couldn't read would end the agent's connection. */
function orderFault(row: TaskRow, info: TaskInfo): CallFault | undefined {
  const characters = JSON.stringify(info).length;
  if (characters > mostCharacters)
    return fault(`its description takes ${characters} characters`, `${mostCharacters} at most`);
  const [violation] = checker.violations(orderSchema, infoOrder(row, info));
  return violation && fault(violation.path.join('.'), violation.message);
}
