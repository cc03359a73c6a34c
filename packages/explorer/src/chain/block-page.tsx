import type { Hex } from 'viem';
import { getBlock } from 'viem/actions';
import { formatGasPrice } from '../format/amount.ts';
import { formatBytes, formatCount, formatPercent } from '../format/numbers.ts';
import { formatDate } from '../format/time.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { Facts } from '../parts/facts.tsx';
import { AddressLink, Hash } from '../parts/hex.tsx';
import { Panel } from '../parts/panel.tsx';
import { TransactionTable } from '../parts/transaction-table.tsx';
import { Wait } from '../parts/wait.tsx';
import { isBlockNumber, linkTo } from '../route.ts';

/** Transactions of one block that are listed; the rest is counted. */
const MOST_ROWS = 200;

/** One block, by number or hash; asked again when the head moves, since a development chain may go back. */
export function BlockPage({ id }: { id: string }) {
  const { client, blocks } = useNode();
  const block = useAnswer(
    () =>
      isBlockNumber(id)
        ? getBlock(client, { blockNumber: BigInt(id), includeTransactions: true })
        : getBlock(client, { blockHash: id as Hex, includeTransactions: true }),
    id,
    [client, blocks[0]?.hash],
  );
  return (
    <Wait answer={block}>
      {({
        number,
        hash,
        parentHash,
        timestamp,
        miner,
        gasUsed,
        gasLimit,
        baseFeePerGas,
        size,
        transactions,
        ...rest
      }) => (
        <>
          <h1>Block {formatCount(number)}</h1>
          <Panel
            title="Header"
            aside={
              <nav class="pager" aria-label="Blocks beside this one">
                {number > 0n && <a href={linkTo.block(number - 1n)}>← {formatCount(number - 1n)}</a>}
                {blocks[0] !== undefined && number < blocks[0].number && (
                  <a href={linkTo.block(number + 1n)}>{formatCount(number + 1n)} →</a>
                )}
              </nav>
            }
          >
            <Facts
              facts={[
                ['Hash', <Hash key="hash" text={hash} what="hash" />],
                [
                  'Parent',
                  <a key="parent" class="hex" href={linkTo.block(parentHash)}>
                    {parentHash}
                  </a>,
                ],
                ['Time', formatDate(Number(timestamp))],
                ['Transactions', formatCount(transactions.length)],
                [
                  'Gas',
                  `${formatCount(gasUsed)} of ${formatCount(gasLimit)} (${formatPercent(Number(gasUsed) / Number(gasLimit))})`,
                ],
                ['Base fee', baseFeePerGas === null ? undefined : formatGasPrice(baseFeePerGas)],
                ['Fees to', <AddressLink key="miner" address={miner} whole />],
                ['Size', formatBytes(Number(size))],
                [
                  'State root',
                  <span key="state" class="hex">
                    {rest.stateRoot}
                  </span>,
                ],
                [
                  'Receipts root',
                  <span key="receipts" class="hex">
                    {rest.receiptsRoot}
                  </span>,
                ],
              ]}
            />
          </Panel>
          <Panel title="Transactions">
            <TransactionTable
              label="Transactions of the block"
              transactions={transactions.slice(0, MOST_ROWS)}
            />
            {transactions.length > MOST_ROWS && (
              <p class="quiet">And {formatCount(transactions.length - MOST_ROWS)} more.</p>
            )}
          </Panel>
        </>
      )}
    </Wait>
  );
}
