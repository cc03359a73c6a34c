import { useState } from 'preact/hooks';
import type { Address, Transaction } from 'viem';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { Panel } from '../parts/panel.tsx';
import { TransactionTable } from '../parts/transaction-table.tsx';
import { Wait } from '../parts/wait.tsx';
import { readHistory } from './read-history.ts';

const label = 'Transactions of this account';

/** What an account did and what was done with it, a page at a time; where the node does not tell, in the newest blocks. */
export function AccountHistory({ address }: { address: Address }) {
  const { client, blocks } = useNode();
  const [before, setBefore] = useState(0n);
  const page = useAnswer(
    async () => (await readHistory(client, address, before)) ?? null,
    `${address} ${before}`,
    [client, before === 0n ? blocks[0]?.hash : undefined],
  );
  return (
    <Panel title="Transactions">
      <Wait answer={page}>
        {(found) =>
          found ? (
            <>
              <TransactionTable
                label={label}
                transactions={found.transactions}
                reverted={found.reverted}
                withBlock
              />
              <p class="quiet">
                Those that it sent, that were sent to it, or that have a log of it or with its address. What
                another contract called of it inside, without a log, is in no list of this node.
              </p>
              {(before !== 0n || found.older !== undefined) && (
                <p class="pager">
                  {before !== 0n && (
                    <button type="button" onClick={() => setBefore(0n)}>
                      Newest
                    </button>
                  )}
                  {found.older !== undefined && (
                    <button type="button" onClick={() => setBefore(found.older!)}>
                      Older
                    </button>
                  )}
                </p>
              )}
            </>
          ) : (
            <>
              <p class="quiet">
                {`This node keeps no index of addresses; what follows is from the newest ${blocks.length} blocks.`}
              </p>
              <TransactionTable
                label={label}
                transactions={blocks
                  .flatMap((block) => [...block.transactions].reverse())
                  .filter(concerns(address))
                  .slice(0, 100)}
                withBlock
              />
            </>
          )
        }
      </Wait>
    </Panel>
  );
}

const concerns = (address: string) => {
  const wanted = address.toLowerCase();
  return ({ from, to }: Transaction) => from.toLowerCase() === wanted || to?.toLowerCase() === wanted;
};
