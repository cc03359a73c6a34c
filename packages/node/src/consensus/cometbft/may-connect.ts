import type { Chain } from '../../chain/chain.ts';

/**
 * Whether a node may be connected to the engine, by the newest state (D34). A node that joins by a snapshot has no state
 * to go by: those that have one say who connects to them.
 * @param id of the node, 40 hexadecimal digits
 */
export const mayConnect = (
  { hasState, permissions }: Pick<Chain, 'hasState' | 'permissions'>,
  id: string,
): boolean => !hasState || (permissions?.mayConnect(`0x${id}`) ?? true);
