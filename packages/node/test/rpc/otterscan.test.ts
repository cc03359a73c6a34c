import { type Abi, encodeFunctionData, type Hex, parseEther } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { accounts, call, rpc, walletClient } from '../support/clients.ts';
import { compile } from '../support/contracts.ts';
import { answerCheck } from '../support/openrpc.ts';
import { temporaryNode } from '../support/temporary.ts';

const source = `
pragma solidity ^0.8.28;
contract Child { constructor() payable {} function fail() external pure { revert("no"); } }
contract Maker {
  event Made(address indexed child, uint256 indexed small);
  error Declined(uint256 code);
  function make(address payable tip) external payable returns (address child) {
    child = address(new Child{value: 1}());
    new Child{salt: bytes32(uint256(7)), value: 0}();
    tip.transfer(2);
    try this.lose(tip) {} catch {}
    emit Made(child, 9);
  }
  function lose(address payable tip) external { tip.transfer(3); revert Declined(5); }
  function decline() external pure { revert Declined(6); }
}`;

const { abi, bytecode } = compile(source, 'Maker');
const [alice, bob] = [accounts[0]!.address, accounts[1]!.address].map(
  (each) => each.toLowerCase() as Hex,
) as [Hex, Hex];
const tipped = `0x${'7e'.repeat(20)}` as const;

interface Page {
  txs: { hash: Hex; blockNumber: Hex; from: Hex }[];
  receipts: { transactionHash: Hex; timestamp: number }[];
  firstPage: boolean;
  lastPage: boolean;
}

describe('the API of Otterscan', () => {
  let node: RunningNode;
  let checked: Awaited<ReturnType<typeof answerCheck>>;
  let facts: { deployed: Hex; maker: Hex; made: Hex; child: Hex; declined: Hex };

  const ask = async <T>(method: string, ...params: unknown[]): Promise<T> => {
    const { result, error } = await call(node.url, method, ...params);
    expect(error, method).toBeUndefined();
    expect(checked.check(method, result)).toBeUndefined();
    return result as T;
  };

  beforeAll(async () => {
    node = await startNode({ port: 0, dev: true });
    checked = await answerCheck(node.url);
    const wallet = walletClient(node.url);
    const deployed = await wallet.deployContract({ abi, bytecode });
    const maker = (await wallet.getTransactionReceipt({ hash: deployed })).contractAddress!;
    const made = await wallet.writeContract({
      ...{ address: maker, abi, functionName: 'make', args: [tipped], value: parseEther('1') },
    });
    const { logs } = await wallet.getTransactionReceipt({ hash: made });
    const child = `0x${logs[0]!.topics[1]!.slice(26)}` as Hex;
    const declined = await wallet.sendTransaction({
      ...{ to: maker, data: encodeFunctionData({ abi: abi as Abi, functionName: 'decline' }), gas: 100_000n },
    });
    facts = { deployed, maker: maker.toLowerCase() as Hex, made, child, declined };
  });
  afterAll(() => node.close());

  test('its level, and what Otterscan asks to see whom it talks to', async () => {
    expect(await ask('ots_getApiLevel')).toBe(8);
    expect(await ask('erigon_getHeaderByNumber', 'latest')).toMatchObject({ number: '0x3' });
    expect(await ask('erigon_getHeaderByNumber', '0x99')).toBe(null);
  });

  test('whether there is code, then and now', async () => {
    expect(await ask('ots_hasCode', facts.maker, 'latest')).toBe(true);
    expect(await ask('ots_hasCode', facts.maker, 0)).toBe(false);
    expect(await ask('ots_hasCode', alice)).toBe(false);
  });

  test('ether that moved inside, and contracts that were made; what was reverted is left out', async () => {
    const found = await ask<unknown[]>('ots_getInternalOperations', facts.made);
    expect(found).toEqual([
      { type: 2, from: facts.maker, to: facts.child, value: '0x1' },
      { type: 3, from: facts.maker, to: expect.any(String), value: '0x0' },
      { type: 0, from: facts.maker, to: tipped, value: '0x2' },
    ]);
    expect(await ask('ots_getInternalOperations', facts.declined)).toEqual([]);
  });

  test('calls in the order in which they began, with their depths', async () => {
    const found = await ask<{ type: string; depth: number; value: Hex | null }[]>(
      'ots_traceTransaction',
      facts.made,
    );
    expect(found.map(({ type, depth, value }) => [type, depth, value])).toEqual([
      ['CALL', 0, '0xde0b6b3a7640000'],
      ['CREATE', 1, '0x1'],
      ['CREATE2', 1, '0x0'],
      ['CALL', 1, '0x2'],
      ['CALL', 1, '0x0'],
      ['CALL', 2, '0x3'],
    ]);
  });

  test('what a transaction reverted with', async () => {
    const error = `0x${'6'.padStart(64, '0')}`;
    expect((await ask<Hex>('ots_getTransactionError', facts.declined)).slice(10)).toBe(error.slice(2));
    expect(await ask('ots_getTransactionError', facts.made)).toBe('0x');
    const nowhere = `0x${'ab'.repeat(32)}`;
    expect(await call(node.url, 'ots_getTransactionError', nowhere)).toMatchObject({
      error: { code: -32_000, message: 'transaction not found' },
    });
  });

  test('a block without its transactions, and the fees that were paid', async () => {
    const details = await ask<{ block: { hash: Hex; transactionCount: number }; totalFees: Hex }>(
      'ots_getBlockDetails',
      2,
    );
    const receipt = await walletClient(node.url).getTransactionReceipt({ hash: facts.made });
    expect(details.block).toMatchObject({ transactionCount: 1, logsBloom: null, number: '0x2' });
    expect(BigInt(details.totalFees)).toBe(receipt.gasUsed * receipt.effectiveGasPrice);
    expect(await ask('ots_getBlockDetailsByHash', details.block.hash)).toEqual(details);
    expect(await ask('ots_getBlockDetails', 99)).toBe(null);
    expect(await ask('ots_getBlockDetailsByHash', `0x${'00'.repeat(32)}`)).toBe(null);
    expect(await ask('ots_getBlockDetails', 'pending')).toBe(null);
  });

  test('who created a contract: by a transaction, inside one, and where there is nobody', async () => {
    expect(await ask('ots_getContractCreator', facts.maker)).toEqual({
      hash: facts.deployed,
      creator: alice,
    });
    expect(await ask('ots_getContractCreator', facts.child)).toEqual({
      hash: facts.made,
      creator: facts.maker,
    });
    expect(await ask('ots_getContractCreator', alice)).toBe(null);
    // It was there from the beginning.
    expect(await ask('ots_getContractCreator', `0x4d4c${'0'.repeat(35)}2`)).toBe(null);
  });

  test('a transaction by its sender and nonce', async () => {
    expect(await ask('ots_getTransactionBySenderAndNonce', alice, 0)).toBe(facts.deployed);
    expect(await ask('ots_getTransactionBySenderAndNonce', alice, 2)).toBe(facts.declined);
    expect(await ask('ots_getTransactionBySenderAndNonce', alice, 3)).toBe(null);
    expect(await ask('ots_getTransactionBySenderAndNonce', bob, 0)).toBe(null);
  });

  test('an address is found as sender, recipient, created contract, and in a log', async () => {
    const hashes = async (address: Hex) =>
      (await ask<Page>('ots_searchTransactionsBefore', address, 0, 25)).txs.map(({ hash }) => hash);
    expect(await hashes(alice)).toEqual([facts.declined, facts.made, facts.deployed]);
    expect(await hashes(facts.maker)).toEqual([facts.declined, facts.made, facts.deployed]);
    expect(await hashes(facts.child)).toEqual([facts.made]);
    // A small number in a log is no address; ether that moved inside leaves no trace in a receipt.
    expect(await hashes(`0x${'9'.padStart(40, '0')}`)).toEqual([]);
    expect(await hashes(tipped)).toEqual([]);
  });

  test('pages are bounded', async () => {
    for (const size of [0, 501]) {
      for (const method of ['ots_searchTransactionsBefore', 'ots_searchTransactionsAfter'])
        expect(await call(node.url, method, alice, 0, size)).toMatchObject({
          error: { code: -32_602, message: expect.stringContaining('1 to 500') },
        });
      expect(await call(node.url, 'ots_getBlockTransactions', 1, 0, size)).toMatchObject({
        error: { code: -32_602 },
      });
    }
  });
});

describe.each([true, false])('pages of what an address did, with an index: %s', (addressIndex) => {
  let node: RunningNode;
  /** Newest first. */
  let sent: { hash: Hex; block: number }[];
  /** Of block 40. */
  let snapshot: Hex;
  const page = async (direction: string, block: number, size: number) => {
    const { result, error } = await call(
      ...([node.url, `ots_searchTransactions${direction}`, alice, block, size] as const),
    );
    expect(error).toBeUndefined();
    return result as Page;
  };

  beforeAll(async () => {
    node = await startNode({ port: 0, dev: true, addressIndex });
    await call(node.url, 'evm_setAutomine', false);
    // 80 blocks of 0 to 3 transactions.
    sent = [];
    for (let block = 1; block <= 80; block++) {
      const transfers = Array.from({ length: block % 4 }, (_, index) => ({
        ...{ jsonrpc: '2.0', id: index, method: 'eth_sendTransaction' },
        params: [
          {
            from: alice,
            to: bob,
            value: '0x1',
            gas: '0x5208',
            nonce: `0x${(sent.length + index).toString(16)}`,
          },
        ],
      }));
      const answers = transfers.length > 0 ? ((await rpc(node.url, transfers)) as { result: Hex }[]) : [];
      for (const { result: hash } of answers) sent.unshift({ hash, block });
      await call(node.url, 'evm_mine');
      if (block === 40) snapshot = (await call(node.url, 'evm_snapshot')).result as Hex;
    }
  });
  afterAll(() => node.close());

  test.each([2, 7, 100])('backwards, by %i', async (size) => {
    const found: Hex[] = [];
    let [block, isLast] = [0, false];
    while (!isLast) {
      const { txs, firstPage, lastPage, receipts } = await page('Before', block, size);
      expect(firstPage).toBe(block === 0);
      expect(receipts.map(({ transactionHash }) => transactionHash)).toEqual(txs.map(({ hash }) => hash));
      expect(txs.length).toBeLessThanOrEqual(size + 2);
      found.push(...txs.map(({ hash }) => hash));
      block = Number(txs.at(-1)!.blockNumber);
      isLast = lastPage;
    }
    expect(found).toEqual(sent.map(({ hash }) => hash));
  });

  test.each([3, 100])('forwards, by %i', async (size) => {
    const found: Hex[] = [];
    let [block, isFirst] = [0, false];
    while (!isFirst) {
      const { txs, firstPage, lastPage } = await page('After', block, size);
      expect(lastPage).toBe(block === 0);
      found.unshift(...txs.map(({ hash }) => hash));
      block = Number(txs[0]!.blockNumber);
      isFirst = firstPage;
    }
    expect(found).toEqual(sent.map(({ hash }) => hash));
  });

  test('every nonce', async () => {
    for (const [age, { hash }] of sent.entries()) {
      if (age % 20 !== 0) continue;
      const nonce = sent.length - 1 - age;
      expect((await call(node.url, 'ots_getTransactionBySenderAndNonce', alice, nonce)).result).toBe(hash);
    }
  });

  test('pages of a block', async () => {
    const { result } = await call(node.url, 'ots_getBlockTransactions', 79, 1, 2);
    const { fullblock, receipts } = result as {
      fullblock: { transactions: { hash: Hex }[]; transactionCount: number };
      receipts: { transactionHash: Hex }[];
    };
    const last = sent.find(({ block }) => block === 79)!.hash;
    expect(fullblock).toMatchObject({ transactionCount: 3, transactions: [{ hash: last, input: '0x' }] });
    expect(receipts).toMatchObject([{ transactionHash: last, transactionIndex: '0x2', logs: null }]);
    const beyond = await call(node.url, 'ots_getBlockTransactions', 79, `0x${'f'.repeat(60)}`, 2);
    expect(beyond.result).toMatchObject({ fullblock: { transactions: [] }, receipts: [] });
  });

  test('a chain that has just gone back, whether its index knows it yet or not', async () => {
    await call(node.url, 'evm_revert', snapshot);
    const kept = sent.filter(({ block }) => block <= 40).map(({ hash }) => hash);
    expect((await page('Before', 0, 500)).txs.map(({ hash }) => hash)).toEqual(kept);
    const [first] = kept.slice(-1);
    expect((await call(node.url, 'ots_getTransactionBySenderAndNonce', alice, 0)).result).toBe(first);
  });
});

test('a chain that is too long to look at each block, without an index', async () => {
  const { url } = await temporaryNode({ dev: true, limits: { maxLogBlocks: 3 } });
  await call(url, 'anvil_mine', '0x4');
  expect(await call(url, 'ots_searchTransactionsBefore', alice, 0, 25)).toMatchObject({
    error: { code: -32_005, message: expect.stringContaining('addressIndex') },
  });
});
