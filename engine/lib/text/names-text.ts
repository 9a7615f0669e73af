/** `a1, a2, a3`; of more than `most` the first ones: `a1, a2, a3 and 4 more`. */
export function namesText(names: readonly (string | number)[], most: number): string {
  const told = names.slice(0, most).join(', ');
  const left = names.length - most;
  return left > 0 ? `${told} and ${left} more` : told;
}
