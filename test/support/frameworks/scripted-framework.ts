// A framework of others in a CoreWorld, or wherever calls are taken and events come back: it
// subscribes, keeps the offers that it has, and does as a test says.
import type { Bundle } from '../../../engine/model/resources/bundle.ts';
import type { FrameworkInfo } from '../../../engine/model/scheduler-api/framework-info.ts';
import type {
  OfferOperation,
  SchedulerCall,
} from '../../../engine/model/scheduler-api/scheduler-call.ts';
import type {
  Offer,
  SchedulerEvent,
  TaskUpdate,
} from '../../../engine/model/scheduler-api/scheduler-event.ts';
import type { TaskInfo } from '../../../engine/model/scheduler-api/task-info.ts';
import { isTerminal } from '../../../engine/model/task/task-states.ts';
import { bundle, words } from '../allocate/resource-words.ts';

export class ScriptedFramework {
  readonly info: FrameworkInfo;
  /** All that it heard, in order. */
  readonly heard: SchedulerEvent[] = [];
  id: string | undefined;
  /** Acknowledges by itself what isn't an end, as a scheduler should. */
  isDutiful = true;
  readonly #offers = new Map<string, Offer>();
  readonly #send: (call: SchedulerCall) => void;

  constructor(info: FrameworkInfo, send: (call: SchedulerCall) => void) {
    this.info = info;
    this.#send = send;
  }

  hear(event: SchedulerEvent): void {
    this.heard.push(event);
    if (event.kind === 'subscribed') {
      this.id = event.frameworkId;
      this.#offers.clear();
    }
    if (event.kind === 'offers')
      for (const offer of event.offers) this.#offers.set(offer.id, offer);
    if (event.kind === 'rescind') this.#offers.delete(event.offerId);
    if (event.kind !== 'update' || !this.isDutiful) return;
    const { taskId, state, uuid } = event.update;
    if (uuid !== undefined && !isTerminal(state)) this.call({ kind: 'acknowledge', taskId, uuid });
  }

  call(call: SchedulerCall): void {
    if ('offerIds' in call) for (const id of call.offerIds) this.#offers.delete(id);
    this.#send(call);
  }

  subscribe(id: string | undefined = this.id): void {
    this.call({ kind: 'subscribe', info: this.info, ...(id === undefined ? {} : { id }) });
  }

  get offers(): readonly Offer[] {
    return [...this.#offers.values()];
  }

  /** `a1 *: cpus:8; mem:16000`, sorted. */
  get offered(): readonly string[] {
    return this.offers
      .map(({ agentId, role, resources }) => `${nameOf(agentId)} ${role}: ${words(resources)}`)
      .sort();
  }

  /** The one on this agent. */
  offerOn(agent: string): Offer {
    const offer = this.offers.find(({ agentId }) => nameOf(agentId) === agent);
    if (!offer) throw new Error(`${this.id} has no offer of ${agent}`);
    return offer;
  }

  accept(agent: string, operations: readonly OfferOperation[], refuseMs?: number): void {
    const offerIds = [this.offerOn(agent).id];
    this.call({
      kind: 'accept',
      offerIds,
      operations,
      ...(refuseMs === undefined ? {} : { refuseMs }),
    });
  }

  launch(agent: string, ...tasks: readonly TaskInfo[]): void {
    this.accept(agent, [{ kind: 'launch', tasks }]);
  }

  decline(agent: string, refuseMs?: number): void {
    const offerIds = [this.offerOn(agent).id];
    this.call({ kind: 'decline', offerIds, ...(refuseMs === undefined ? {} : { refuseMs }) });
  }

  get updates(): readonly TaskUpdate[] {
    return this.heard.flatMap((event) => (event.kind === 'update' ? [event.update] : []));
  }

  /** `t1 running`, in order. */
  get told(): readonly string[] {
    return this.updates.map(({ taskId, state }) => `${taskId} ${state}`);
  }

  /** Forgets what it heard so far. */
  clear(): void {
    this.heard.length = 0;
  }

  acknowledge(taskId: string): void {
    const update = this.updates.findLast((one) => one.taskId === taskId);
    if (update?.uuid === undefined) throw new Error(`nothing to acknowledge of ${taskId}`);
    this.call({ kind: 'acknowledge', taskId, uuid: update.uuid });
  }
}

/** An agent's id without what its work directory drew. */
const nameOf = (agentId: string): string => agentId.replace(/-[0-9a-f]{6}$/, '');

/** `resources`: as an agent's command line has them. */
export const taskInfo = (
  taskId: string,
  resources: string | Bundle = 'cpus:1; mem:100',
): TaskInfo => ({
  taskId,
  command: { shell: 'sleep 1000' },
  resources: typeof resources === 'string' ? bundle(resources) : resources,
});
