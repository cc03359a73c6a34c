/** A peer that this machine cannot run; its message is one sentence for whoever waits. */
export class Missing extends Error {}
