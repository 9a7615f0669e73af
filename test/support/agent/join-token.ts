/** What the fake engine lets agents in with. */
export const joinToken = 'join-canary';
