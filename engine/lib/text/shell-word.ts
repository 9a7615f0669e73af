// A text as one word of a POSIX shell's command line.

/** As it is where no character in it means something to a shell, else in single quotes. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
