// What a framework says of itself, as the allocator knows it, or what is wrong with it.
import { compileConstraints } from '../../allocate/constraints.ts';
import type { AllocatorFramework, RoleWish } from '../../allocate/offer-allocator.ts';
import type { Role } from '../../model/ids.ts';
import type { FrameworkInfo, FrameworkRole } from '../../model/scheduler-api/framework-info.ts';
import type { CallFault } from './tell.ts';

const nameForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;
const roleForm = /^(\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$/;
const mostRoles = 100;
const mostRoleCharacters = 256;
const mostMinimums = 16;
/** Of all that it says, as JSON: it is stored in one row. */
const mostCharacters = 100_000;
/** Ten years: after that a number is a mistake. */
const mostTimeoutMs = 10 * 365 * 24 * 3600 * 1000;

export type ReadInfo =
  | { readonly kind: 'read'; readonly framework: AllocatorFramework }
  | ({ readonly kind: 'fault' } & CallFault);

export function readInfo(id: string, info: FrameworkInfo): ReadInfo {
  const fault = plainFault(info);
  if (fault) return { kind: 'fault', ...fault };
  const roles = new Map<Role, RoleWish>();
  for (const asked of info.roles) {
    const wish = wishOf(asked);
    if ('what' in wish) return { kind: 'fault', ...wish };
    roles.set(asked.role as Role, wish);
  }
  const capabilities = new Set(info.capabilities ?? []);
  const takesGpus = capabilities.has('gpu-resources');
  const takesRevocable = capabilities.has('revocable-resources');
  return { kind: 'read', framework: { id, roles, takesGpus, takesRevocable } };
}

function plainFault(info: FrameworkInfo): CallFault | undefined {
  const { name, roles, failoverTimeoutMs = 0 } = info;
  const fault = (what: string, remedy: string): CallFault => ({ what, remedy });
  if (!nameForm.test(name))
    return fault(
      `name ${shown(name)} is no framework's`,
      'letters, digits, _ and -, 40 at most, the first a letter or digit',
    );
  if (roles.length === 0 || roles.length > mostRoles)
    return fault(`${roles.length} roles`, `1 to ${mostRoles} roles`);
  if (new Set(roles.map(({ role }) => role)).size < roles.length)
    return fault('a role is named twice', 'each role once');
  const strange = roles.find(({ role }) => !roleForm.test(role) || isTooLong(role));
  if (strange)
    return fault(`role ${shown(strange.role)} is no role`, 'a path of names such as eng/ads, or *');
  if (!isAmount(failoverTimeoutMs) || failoverTimeoutMs > mostTimeoutMs)
    return fault(`failoverTimeoutMs ${failoverTimeoutMs}`, `0 to ${mostTimeoutMs} ms`);
  const characters = JSON.stringify(info).length;
  if (characters > mostCharacters)
    return fault(`its info takes ${characters} characters`, `${mostCharacters} at most`);
  return undefined;
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));
const isTooLong = (role: string): boolean => role.length > mostRoleCharacters;
const isAmount = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;

function wishOf({
  role,
  isSuppressed,
  minAllocatable,
  constraints,
}: FrameworkRole): RoleWish | CallFault {
  const minimums = minAllocatable ?? [];
  if (minimums.length > mostMinimums || minimums.some((one) => !Object.values(one).every(isAmount)))
    return {
      what: `role ${role}: minAllocatable holds what is no amount, or too many`,
      remedy: `whole numbers of 1/1000, ${mostMinimums} sets at most`,
    };
  const compiled = constraints && compileConstraints(constraints);
  if (compiled?.kind === 'refused') {
    const [{ where, what, right } = { where: '', what: '', right: '' }] = compiled.faults;
    return { what: `role ${role}: ${where}: ${what}`, remedy: right };
  }
  return {
    isSuppressed: isSuppressed === true,
    ...(minAllocatable === undefined ? {} : { minAllocatable }),
    ...(compiled === undefined ? {} : { excludes: (agent) => compiled.excludes(agent) }),
  };
}
