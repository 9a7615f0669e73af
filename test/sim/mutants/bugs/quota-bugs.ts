// Of quotas and reservations: what binds a role, what stays free for others, what is kept for whom.
import type { PlantedBug } from '../planted-bug.ts';

const book = 'engine/allocate/quota/quota-book.ts';
const ledger = 'engine/allocate/allocation-ledger.ts';
const core = 'engine/step/engine-core.ts';
const tasks = 'engine/step/master/tasks.ts';

export const quotaBugs: readonly PlantedBug[] = [
  {
    name: 'limit-of-the-parent-not-looked-at',
    breaks: 'a role goes over the limit of the role above it',
    file: book,
    from: `    const least: Record<string, number> = {};
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent)`,
    to: `    const least: Record<string, number> = {};
    for (let at: RoleNode | undefined = this.node(role); at; at = undefined)`,
    by: ['limits'],
  },
  {
    name: 'use-counted-for-its-own-role-only',
    breaks: 'what stands below a role doesn’t count for its limit and its guarantee',
    file: book,
    from: 'for (let at: RoleNode | undefined = node; at; at = at.parent) {',
    to: 'for (let at: RoleNode | undefined = node; at; at = undefined) {',
    by: ['limits', 'guarantees'],
  },
  {
    name: 'reserved-not-counted',
    breaks: 'a role has its limit once more beside what is reserved for it',
    file: 'engine/allocate/quota/role-node.ts',
    from: '    return (this.reserved[name] ?? 0) + (this.used[name] ?? 0);',
    to: '    return this.used[name] ?? 0;',
    by: ['limits'],
  },
  {
    name: 'quotas-forgotten-at-start',
    breaks: 'after a restart no limit holds and nothing is kept for guarantees',
    file: core,
    from: '    setQuotas(this.allocator, tables.cluster?.quotas ?? []);\n',
    to: '',
    by: ['limits', 'guarantees'],
  },
  {
    name: 'quota-outlives-its-file',
    breaks: 'a limit still holds back a role that has none any more',
    file: 'engine/step/master/quotas.ts',
    from: '    allocator.setQuota(role, { guarantee: {}, limit: {} });\n',
    to: '',
    by: ['settled', 'jobs-settled'],
  },
  {
    name: 'headroom-not-kept',
    breaks: 'what is promised to one role is given to another',
    file: 'engine/allocate/turns/can-give.ts',
    from: '  return !quotas.isRequired || leavesEnough(book, role, firm);',
    to: '  return true;',
    by: ['guarantees'],
  },
  {
    name: 'promise-given-to-a-cousin',
    breaks: 'the guarantee of a role above is spent on one below that others below it need',
    file: book,
    from: '(others[name] ?? 0) + (at.childrenNeed[name] ?? 0) - (below[name] ?? 0);',
    to: '(at.childrenNeed[name] ?? 0) - (below[name] ?? 0);',
    by: ['guarantees'],
  },
  {
    name: 'headroom-on-agents-that-are-away',
    breaks: 'a guarantee counts on machines that nothing can be placed on',
    file: ledger,
    from: '    if (sums === undefined || !isActive) return;',
    to: '    if (sums === undefined) return;',
    by: ['guarantees'],
  },
  {
    name: 'reservation-given-to-anyone',
    breaks: 'what an agent keeps for one role is given to another',
    file: 'engine/model/resources/takeable.ts',
    from: 'owner === undefined ? isAllocatableTo(resource, role) : ',
    to: 'owner === undefined ? role !== undefined : ',
    by: ['reservations'],
  },
  {
    name: 'taken-not-stored',
    breaks: 'after a restart nobody knows which part of its agent a task holds',
    file: tasks,
    from: '    ...(isNobodys(launch.taken) ? {} : { taken: launch.taken }),\n',
    to: '',
    by: ['reservations', 'limits'],
  },
  {
    name: 'taken-forgotten-at-start',
    breaks: 'what is reserved is given once more after a restart',
    file: 'engine/step/master/holdings.ts',
    from: '...apart.map(holdingOf)',
    to: '...apart.map((row) => holdingOf({ ...row, taken: [] }))',
    by: ['indexes', 'reservations', 'capacity'],
  },
  {
    name: 'debt-of-another-reservation-forgotten',
    breaks: 'an agent back with other reservations is given away again where its tasks still run',
    file: 'engine/allocate/agents/agent-stock.ts',
    from: '    this.#free ??= withoutDebts(this.#unheld, this.#owed);',
    to: '    this.#free ??= this.#unheld;',
    by: ['indexes', 'capacity'],
  },
  {
    name: 'reservation-gone-and-its-use-with-it',
    breaks: 'what tasks hold of a reservation that is gone doesn’t count for their role’s limit',
    file: ledger,
    from: '    for (const owed of stock.owed) this.#countReserved(owed, sign);',
    to: '    for (const owed of stock.owed) this.#countReserved(owed.slice(1, 1), sign);',
    by: ['limits', 'guarantees'],
  },
  {
    name: 'limit-said-to-be-want-of-room',
    breaks: 'an app at the limit of its role is said to fit nowhere, though it does',
    file: 'engine/step/offers/held-back.ts',
    from: '  return why.heldBack > 0 ? [quota] : [quota, unplaceable];',
    to: '  return [quota, unplaceable].slice(1);',
    by: ['settled', 'jobs-settled'],
  },
  {
    name: 'quotas-not-held-against-anything',
    breaks: 'a revision that promises more than there is is applied',
    file: 'engine/step/revision.ts',
    from: '  const reasons = [deletes, blockedQuota(tables, commit, wanted)?.text];',
    to: '  const reasons = [deletes];',
    by: ['wanted'],
  },
  {
    name: 'limit-not-held-against-roles-below',
    breaks: 'a limit below what stands under its role is applied',
    file: 'engine/plan/quota/staying-use.ts',
    from: 'for (const one of rolesUp(role)) add(use, one, scalars, kept);',
    to: 'add(use, role, scalars, kept);',
    by: ['wanted'],
  },
];
