import { useEffect, useMemo, useState } from 'preact/hooks';
import { getBlockNumber } from 'viem/actions';
import { readToken } from './access-token.ts';
import { createNodeClient } from './create-client.ts';
import { followHead, type Status } from './follow-head.ts';
import { socketAddress } from './node-address.ts';
import { type FullBlock, refreshBlocks } from './recent-blocks.ts';
import type { NodeView } from './use-node.ts';

/** Follows the chain of a node while the page is there. */
export function useChain(url: string): NodeView {
  const client = useMemo(() => createNodeClient(url, readToken()), [url]);
  const [status, setStatus] = useState<Status>('connecting');
  const [blocks, setBlocks] = useState<readonly FullBlock[]>([]);
  useEffect(() => {
    let known: readonly FullBlock[] = [];
    let isBusy = false;
    let isStale = false;
    let isGone = false;
    // One refresh at a time; heads that come meanwhile ask for one more.
    const refresh = async () => {
      isStale = true;
      if (isBusy) return;
      isBusy = true;
      while (isStale && !isGone) {
        isStale = false;
        try {
          const next = await refreshBlocks(client, known);
          if (next !== known && !isGone) setBlocks(next);
          known = next;
        } catch {
          // `ask` finds out whether the node is away.
        }
      }
      isBusy = false;
    };
    const stop = followHead(socketAddress(url), {
      onHead: () => void refresh(),
      onStatus: setStatus,
      ask: () => getBlockNumber(client, { cacheTime: 0 }),
    });
    return () => {
      isGone = true;
      stop();
    };
  }, [client, url]);
  return useMemo(() => ({ url, client, status, blocks }), [url, client, status, blocks]);
}
