// Roles that a commit's trailers `Meridian-Allow-Quota: ROLE` name, several with commas between:
// what they are promised or limited to isn't held against what there is (Mesos' `force`).

interface Trailer {
  readonly key: string;
  readonly value: string;
}

/** Roles read of one commit at most. */
const mostRoles = 1000;

/** Each once, sorted; none: absent. */
export function allowedRoles(trailers: readonly Trailer[]): { readonly allowQuota?: string[] } {
  const named = trailers
    .filter(({ key }) => key.toLowerCase() === 'meridian-allow-quota')
    .flatMap(({ value }) => value.split(','))
    .map((role) => role.trim())
    .filter((role) => role !== '');
  if (named.length === 0) return {};
  return { allowQuota: [...new Set(named)].sort().slice(0, mostRoles) };
}
