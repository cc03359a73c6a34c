import { createBlockHeader } from '@ethereumjs/block';
import { createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { PERMISSIONS_ADDRESS, permissionsAbi } from '@evm-ml/evm';
import {
  type Abi,
  type ContractFunctionName,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  pad,
  toHex,
} from 'viem';
import { runMessage } from '../../src/chain/call.ts';
import type { Chain } from '../../src/chain/chain.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import type { GenesisFile } from '../../src/genesis/genesis-file.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';

export const addressOf = (index: number): Hex => accounts[index]!.address.toLowerCase() as Hex;
export const keyOf = (number: number): Hex => toHex(number, { size: 32 });
export const nodeOf = (number: number): Hex => pad(toHex(number), { size: 20 });

type Section = NonNullable<GenesisFile['permissions']>;
type Write = ContractFunctionName<typeof permissionsAbi, 'nonpayable'>;
type Read = ContractFunctionName<typeof permissionsAbi, 'view'>;

/** Three members, the first accounts; two votes decide; two validators. */
export const threeMembers: Section = {
  members: [0, 1, 2].map(addressOf),
  threshold: 2,
  proposalBlocks: 1_000,
  validators: [
    { pubKey: keyOf(1), payee: addressOf(3), member: addressOf(0), node: nodeOf(1) },
    { pubKey: keyOf(2), payee: addressOf(4), member: addressOf(1), node: nodeOf(2) },
  ],
};

export const permissionedGenesis = (permissions: Section = threeMembers): GenesisFile => ({
  ...developmentGenesis(),
  permissions,
});

/** Code of an account that speaks through another one's (EIP-7702). */
export const delegation: Hex = `0xef0100${'11'.repeat(20)}`;

/** A call of the contract, for a proposal. */
export const change = (functionName: Write, ...args: unknown[]): Hex =>
  encodeFunctionData({ abi: permissionsAbi as Abi, functionName, args });

/** What a call would come to in the next block, without a transaction. */
export function simulate(chain: Chain, from: Hex, to: Hex | undefined, data: Hex) {
  const { head, common } = chain;
  const next = createBlockHeader({ ...head.header, number: head.header.number + 1n }, { common });
  return chain.machines.use(head.header, ({ vm }) =>
    runMessage(vm, next, {
      from: createAddressFromString(from),
      to: to && createAddressFromString(to),
      gas: 10_000_000n,
      gasPrice: 0n,
      value: 0n,
      data: hexToBytes(data),
      accessList: [],
      authorizations: [],
    }),
  );
}

/** A chain with members, and what they do. @param codes of accounts */
export async function permissioned(section: Section = threeMembers, codes: Readonly<Record<Hex, Hex>> = {}) {
  const genesis = permissionedGenesis(section);
  const coded = Object.entries(codes).map(([account, code]) => [
    account,
    { balance: toHex(10n ** 20n), code },
  ]);
  const others = Object.entries(genesis.alloc).filter(([account]) => !(account.toLowerCase() in codes));
  const alloc = Object.fromEntries([...others, ...coded]) as typeof genesis.alloc;
  const chain = await memoryChain({ ...genesis, alloc });

  /** Sends a call of the contract in a block of its own; `ok`, or the name of the error that it meets. */
  async function send(from: number, data: Hex): Promise<string> {
    const foreseen = await simulate(chain, addressOf(from), PERMISSIONS_ADDRESS, data);
    const nonce = Number(await chain.nonceOf(addressOf(from)));
    const tx = sign(chain, { nonce, to: PERMISSIONS_ADDRESS, data, value: 0n, gasLimit: 10_000_000n }, from);
    const { receipts } = await append(chain, [tx], after(chain));
    if (receipts[0]!.success !== foreseen.success) throw new Error('a call foresaw something else');
    if (foreseen.success) return 'ok';
    return decodeErrorResult({ abi: permissionsAbi, data: toHex(foreseen.returnData) }).errorName;
  }

  return {
    chain,
    send,
    propose: (from: number, ...calls: Hex[]) => send(from, change('propose', calls)),
    vote: (from: number, id: number) => send(from, change('vote', BigInt(id))),
    async read(functionName: Read, ...args: unknown[]): Promise<unknown> {
      const abi: Abi = permissionsAbi;
      const data = encodeFunctionData({ abi, functionName, args });
      const { returnData } = await simulate(chain, addressOf(9), PERMISSIONS_ADDRESS, data);
      return decodeFunctionResult({ abi, functionName, args, data: toHex(returnData) });
    },
    /** Lets so many blocks go by. */
    async pass(blocks: number): Promise<void> {
      for (let block = 0; block < blocks; block++) await append(chain, [], after(chain));
    },
  };
}
