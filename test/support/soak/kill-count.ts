// How often a kill test kills: each step 10 times in `npm test`, 200 times in a soak, or as often
// as MERIDIAN_KILLS says.

export function killCount(): number {
  const inAll = process.env.MERIDIAN_SOAK === '1' ? 200 : 10;
  return Number(process.env.MERIDIAN_KILLS ?? inAll);
}
