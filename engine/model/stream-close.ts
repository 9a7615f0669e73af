// Codes with which an agent closes a stream of output (RFC 6455 section 7.4: 4000 to 4999 are ours)
export const streamClose = {
  /** All of it was sent. */
  done: 1000,
  /** It could not be read. */
  broken: 1011,
  noSuchFile: 4404,
  tooMany: 4429,
} as const;
