/** For the default of a switch over a union: fails to build when a member is added. */
export function unreachable(value: never): never {
  throw new Error(`not a member of the union: ${JSON.stringify(value)}`);
}
