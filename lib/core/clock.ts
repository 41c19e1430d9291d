/** Time is passed in everywhere, so that rules can be tested and a demo can tell an invented history. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
