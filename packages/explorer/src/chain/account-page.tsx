import type { Address } from 'viem';
import { getBalance, getCode, getTransactionCount } from 'viem/actions';
import { ContractPanel } from '../contract/contract-panel.tsx';
import { contractName } from '../decode/known-abis.ts';
import { formatEther } from '../format/amount.ts';
import { formatBytes, formatCount } from '../format/numbers.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { Facts } from '../parts/facts.tsx';
import { AddressLink, Hash, TransactionLink } from '../parts/hex.tsx';
import { Panel } from '../parts/panel.tsx';
import { Wait } from '../parts/wait.tsx';
import { AccountHistory } from './account-history.tsx';
import { readCreator } from './read-history.ts';

/** One account: what it has, and what it did, and its functions where they are known. */
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
  const made = useAnswer(async () => (await readCreator(client, address)) ?? null, address, [client]);
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
                [
                  'Created by',
                  made.value ? (
                    <span key="creator">
                      <AddressLink address={made.value.creator} /> in{' '}
                      <TransactionLink hash={made.value.hash} />
                    </span>
                  ) : undefined,
                ],
                ['Code', code === '0x' ? undefined : formatBytes((code.length - 2) / 2)],
              ]}
            />
          )}
        </Wait>
      </Panel>
      {account.value && isContract(account.value.code) && (
        <ContractPanel key={address} address={address} code={account.value.code} />
      )}
      <AccountHistory key={address} address={address} />
    </>
  );
}

function kindOf(name: string | undefined, code: string): string {
  if (name !== undefined) return 'a contract that every chain has';
  if (code.startsWith('0xef0100'))
    return `an account that lends its name to the code of 0x${code.slice(8, 48)}`;
  return code === '0x' ? 'an account with a key' : 'a contract';
}

/** Code of its own: one that an account lends is shown at the address that it is of. */
const isContract = (code: string): boolean => code !== '0x' && !code.startsWith('0xef0100');
