// The names of time zones, for those that are written wrongly. Which of them are known is asked of
// `isZone`: a list leaves out aliases.

/** In Node's own time zone data; without aliases, but with UTC. */
export const zoneNames = (): readonly string[] => [
  'UTC',
  // biome-ignore lint/style/noRestrictedGlobals: the names are data, not the machine's setting
  ...Intl.supportedValuesOf('timeZone'),
];
