// Roles are paths: `eng/ads` stands below `eng`. `*` stands by itself.
import type { Role } from '../ids.ts';

/** The role itself, then each above it, nearest first. */
export function rolesUp(role: Role): readonly Role[] {
  const all: Role[] = [role];
  for (let end = role.lastIndexOf('/'); end > 0; end = role.lastIndexOf('/', end - 1))
    all.push(role.slice(0, end) as Role);
  return all;
}

/** The role above it; undefined at the top. */
export function parentRole(role: Role): Role | undefined {
  const end = role.lastIndexOf('/');
  return end > 0 ? (role.slice(0, end) as Role) : undefined;
}
