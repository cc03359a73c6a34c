import type { Address, Transaction } from 'viem';
import { getBalance, getCode, getTransactionCount } from 'viem/actions';
import { contractName } from '../decode/known-abis.ts';
import { formatEther } from '../format/amount.ts';
import { formatBytes, formatCount } from '../format/numbers.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { Facts } from '../parts/facts.tsx';
import { Hash } from '../parts/hex.tsx';
import { Panel } from '../parts/panel.tsx';
import { TransactionTable } from '../parts/transaction-table.tsx';
import { Wait } from '../parts/wait.tsx';

/** One account: what it has, and what it did in the newest blocks. */
export function AccountPage({ address }: { address: Address }) {
  const { client, blocks } = useNode();
  const account = useAnswer(
    async () => {
      const [balance, nonce, code = '0x'] = await Promise.all([
        getBalance(client, { address }),
        getTransactionCount(client, { address }),
        getCode(client, { address }),
      ]);
      return { balance, nonce, code };
    },
    address,
    [client, blocks[0]?.hash],
  );
  const name = contractName(address);
  return (
    <>
      <h1>{name ?? 'Account'}</h1>
      <Panel title="State">
        <Wait answer={account}>
          {({ balance, nonce, code }) => (
            <Facts
              facts={[
                ['Address', <Hash key="address" text={address} what="address" />],
                ['Kind', kindOf(name, code)],
                ['Balance', formatEther(balance)],
                ['Nonce', formatCount(nonce)],
                ['Code', code === '0x' ? undefined : formatBytes((code.length - 2) / 2)],
              ]}
            />
          )}
        </Wait>
      </Panel>
      <Panel
        title="In the newest blocks"
        aside={<span class="quiet">{blocks.length === 1 ? 'one block' : `${blocks.length} blocks`}</span>}
      >
        <TransactionTable
          label="Transactions of this account"
          transactions={blocks
            .flatMap((block) => [...block.transactions].reverse())
            .filter(concerns(address))
            .slice(0, 100)}
          withBlock
        />
      </Panel>
    </>
  );
}

function kindOf(name: string | undefined, code: string): string {
  if (name !== undefined) return 'a contract that every chain has';
  if (code.startsWith('0xef0100'))
    return `an account that lends its name to the code of 0x${code.slice(8, 48)}`;
  return code === '0x' ? 'an account with a key' : 'a contract';
}

const concerns = (address: string) => {
  const wanted = address.toLowerCase();
  return ({ from, to }: Transaction) => from.toLowerCase() === wanted || to?.toLowerCase() === wanted;
};
