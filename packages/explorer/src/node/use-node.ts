import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from 'viem';
import type { Status } from './follow-head.ts';
import type { FullBlock } from './recent-blocks.ts';

/** The node that the page looks at, and what is known of its chain. */
export interface NodeView {
  readonly url: string;
  readonly client: Client;
  readonly status: Status;
  /** Newest first; empty until the node has answered. */
  readonly blocks: readonly FullBlock[];
}

export const NodeContext = createContext<NodeView | undefined>(undefined);

export function useNode(): NodeView {
  const view = useContext(NodeContext);
  if (!view) throw new Error('There is no node around this part.');
  return view;
}
