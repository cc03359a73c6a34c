import type { Handler } from '../application.ts';

/** Everything before this was in memory. The engine keeps all its blocks: a node that lost some runs them again. */
export const commit: Handler<'commit'> = async ({ decisions, committed }) => {
  if (await decisions.commit()) committed(decisions.height);
  return { retainHeight: 0n };
};
