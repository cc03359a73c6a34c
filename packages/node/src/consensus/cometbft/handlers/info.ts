import type { Handler } from '../application.ts';

/** Where this node stands: the engine lets it run the blocks that it does not have yet. */
export const info: Handler<'info'> = ({ chain, decisions }) => ({
  data: 'evm-ml',
  lastBlockHeight: decisions.height,
  lastBlockAppHash: chain.head.hash(),
});
