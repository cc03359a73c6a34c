import { formatGasPrice } from '../format/amount.ts';
import { formatCount, formatPercent, formatReal } from '../format/numbers.ts';
import { transactionRate } from '../node/recent-blocks.ts';
import { useNode } from '../node/use-node.ts';
import { Age } from '../parts/age.tsx';
import { AddressLink, BlockLink } from '../parts/hex.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { TransactionTable } from '../parts/transaction-table.tsx';
import { GovernancePanels } from './governance-panels.tsx';
import { Tiles } from './tiles.tsx';

/** The chain as it goes on: head, gas, transactions a second, the newest blocks and transactions. */
export function ChainPage() {
  const { blocks, status } = useNode();
  const head = blocks[0];
  if (!head) {
    if (status === 'away')
      return <Notice kind="bad">The node does not answer. This page goes on asking.</Notice>;
    return (
      <p class="quiet" role="status">
        Loading…
      </p>
    );
  }
  const transactions = blocks.flatMap((block) => [...block.transactions].reverse()).slice(0, 20);
  return (
    <>
      <h1>Chain</h1>
      <Tiles
        tiles={[
          { name: 'Head', value: formatCount(head.number), note: <Age timestamp={head.timestamp} /> },
          {
            name: 'Transactions a second',
            value: formatReal(transactionRate(blocks), 2),
            note: `over the newest ${blocks.length === 1 ? 'block' : `${blocks.length} blocks`}`,
          },
          {
            name: 'Gas of the head',
            value: formatCount(head.gasUsed),
            note: `${formatPercent(Number(head.gasUsed) / Number(head.gasLimit))} of its limit`,
          },
          {
            name: 'Base fee',
            value: head.baseFeePerGas === null ? 'none' : formatGasPrice(head.baseFeePerGas),
            note: 'a block is final when it is written',
          },
        ]}
      />
      <Panel title="Blocks">
        <Scroll label="Newest blocks">
          <table>
            <thead>
              <tr>
                <th scope="col">Block</th>
                <th scope="col">Age</th>
                <th scope="col" class="number">
                  Transactions
                </th>
                <th scope="col" class="number">
                  Gas
                </th>
                <th scope="col" class="fill">
                  Fullness
                </th>
                <th scope="col" class="wide">
                  Fees to
                </th>
              </tr>
            </thead>
            <tbody>
              {blocks.slice(0, 12).map((block) => (
                <tr key={block.hash}>
                  <td>
                    <BlockLink number={block.number} />
                  </td>
                  <td>
                    <Age timestamp={block.timestamp} />
                  </td>
                  <td class="number">{formatCount(block.transactions.length)}</td>
                  <td class="number">{formatCount(block.gasUsed)}</td>
                  <td>
                    <span class="bar-track slim" aria-hidden="true">
                      <span
                        class="bar-fill"
                        style={{ width: `${(100 * Number(block.gasUsed)) / Number(block.gasLimit)}%` }}
                      />
                    </span>
                    <span class="unseen">
                      {formatPercent(Number(block.gasUsed) / Number(block.gasLimit))}
                    </span>
                  </td>
                  <td class="wide">
                    <AddressLink address={block.miner} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </Panel>
      <GovernancePanels />
      <Panel title="Transactions">
        <TransactionTable label="Newest transactions" transactions={transactions} withBlock />
      </Panel>
    </>
  );
}
