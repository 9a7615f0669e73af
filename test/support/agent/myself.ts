// Tests run tasks as whoever runs the tests.
const isRoot = process.getuid?.() === 0;

/** Of an agent that does so, as its users' rules. */
export const myselfRules = { defaultUser: isRoot ? 'root' : undefined, allowRoot: isRoot };

/** And as its options. */
export const asMyself = isRoot ? { defaultUser: 'root', allowRoot: true } : {};
