import type { Transaction } from 'viem';
import { decodeCall } from '../decode/decode-call.ts';
import { formatEther } from '../format/amount.ts';
import { AddressLink, BlockLink, TransactionLink } from './hex.tsx';
import { Scroll } from './scroll.tsx';

/** Transactions in a table, in the order given. */
export function TransactionTable({
  transactions,
  label,
  reverted,
  withBlock = false,
}: {
  transactions: readonly Transaction[];
  label: string;
  /** Hashes of those that were reverted, where that is known. */
  reverted?: ReadonlySet<string>;
  withBlock?: boolean;
}) {
  if (transactions.length === 0) return <p class="quiet">No transactions.</p>;
  return (
    <Scroll label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Transaction</th>
            {withBlock && <th scope="col">Block</th>}
            <th scope="col">Call</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" class="number">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {transactions.map(({ hash, blockNumber, from, to, input, value }) => (
            <tr key={hash}>
              <td>
                <TransactionLink hash={hash} />
              </td>
              {withBlock && <td>{blockNumber !== null && <BlockLink number={blockNumber} />}</td>}
              <td>
                <span class="tag">{callName(to, input)}</span>
                {reverted?.has(hash) && <span class="tag bad">reverted</span>}
              </td>
              <td>
                <AddressLink address={from} />
              </td>
              <td>{to ? <AddressLink address={to} /> : 'new contract'}</td>
              <td class="number">{formatEther(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What a transaction does, in a word. */
function callName(to: string | null, input: `0x${string}`): string {
  if (to === null) return 'create';
  if (input === '0x') return 'transfer';
  return decodeCall(to, input)?.name ?? input.slice(0, 10);
}
