import { accountMethods, debugMethods, developmentMethods, methods, type OpenRpcDocument } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { selectMethods } from '../../src/rpc/method-table.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { answerCheck } from '../support/openrpc.ts';
import { temporarySocket } from '../support/temporary.ts';

const debugNames = Object.keys(debugMethods);
const developmentNames = Object.keys({ ...accountMethods, ...developmentMethods });

const [alice, bob] = [accounts[0]!.address, accounts[1]!.address];

test('every method that is defined is served, and no other', () => {
  expect(Object.keys(selectMethods({ dev: true })).sort()).toEqual(Object.keys(methods).sort());
});

describe('D12: a node serves what its document says', () => {
  test.each([
    [{}, { debug: false, dev: false }],
    [{ debug: true }, { debug: true, dev: false }],
    [{ dev: true }, { debug: true, dev: true }],
    [
      { dev: true, debug: false },
      { debug: false, dev: true },
    ],
  ])('%j', async (options, expected) => {
    const node = await startNode({ port: 0, ...options });
    const served = ((await call(node.url, 'rpc_discover')).result as OpenRpcDocument).methods;
    const names = served.map(({ name }) => name);
    expect(debugNames.every((name) => names.includes(name))).toBe(expected.debug);
    expect(debugNames.some((name) => names.includes(name))).toBe(expected.debug);
    expect(developmentNames.every((name) => names.includes(name))).toBe(expected.dev);
    expect(developmentNames.some((name) => names.includes(name))).toBe(expected.dev);
    for (const name of [...debugNames, ...developmentNames]
      .filter((each) => !names.includes(each))
      .slice(0, 5)) {
      expect(await call(node.url, name)).toMatchObject({ error: { code: -32601 } });
    }
    await node.close();
  });
});

/** A call of each method with which the node of this test can answer; called in this order. */
type Call = readonly [method: string, ...params: unknown[]];

describe('D12: every answer has the form that the document gives it', () => {
  let node: RunningNode;
  let checked: Awaited<ReturnType<typeof answerCheck>>;
  let facts: { hash: Hex; blockHash: Hex; contract: Hex; waiting: Hex };
  const { abi, bytecode } = compileCounter();

  beforeAll(async () => {
    node = await startNode({ port: 0, dev: true });
    checked = await answerCheck(node.url);
    const wallet = walletClient(node.url);
    const deployed = await wallet.deployContract({ abi, bytecode, args: [1n] });
    const { contractAddress } = await wallet.getTransactionReceipt({ hash: deployed });
    const contract = contractAddress!;
    const hash = await wallet.writeContract({ address: contract, abi, functionName: 'add', args: [2n] });
    const { blockHash } = await wallet.getTransactionReceipt({ hash });
    await call(node.url, 'evm_setAutomine', false);
    const waiting = await wallet.sendTransaction({ to: bob, value: 1n, gas: 21_000n, accessList: [] });
    facts = { hash, blockHash, contract, waiting };
  });
  afterAll(() => node.close());

  const total = { to: '', data: '0x2ddbd13a' };
  const calls = (): Call[] => {
    const { hash, blockHash, contract, waiting } = facts;
    const read = { ...total, to: contract };
    const failing = { to: contract, data: `0x1003e2d2${'01f4'.padStart(64, '0')}` };
    const nowhere = `0x${'ab'.repeat(32)}`;
    const tracers = [
      {},
      { tracer: 'callTracer', tracerConfig: { withLog: true } },
      { tracer: 'prestateTracer' },
      { tracer: 'prestateTracer', tracerConfig: { diffMode: true } },
      { tracer: 'predictTracer' },
      { tracer: 'flatCallTracer' },
      { tracer: '4byteTracer' },
      { tracer: 'muxTracer', tracerConfig: { callTracer: {}, prestateTracer: { diffMode: true } } },
      { enableMemory: true },
    ];
    const typedData = {
      domain: { name: 'x' },
      types: { EIP712Domain: [{ name: 'name', type: 'string' }], Note: [{ name: 'text', type: 'string' }] },
      primaryType: 'Note',
      message: { text: 'hello' },
    };
    const named = (name: string, ...params: unknown[]): Call[] => [
      [`anvil_${name}`, ...params],
      [`hardhat_${name}`, ...params],
    ];
    return [
      ['rpc_discover'],
      ['rpc_modules'],
      ['web3_clientVersion'],
      ['web3_sha3', '0x12'],
      ['net_version'],
      ['net_listening'],
      ['net_peerCount'],
      ['eth_chainId'],
      ['eth_config'],
      ['eth_capabilities'],
      ['predict_limits'],
      ['eth_syncing'],
      ['eth_accounts'],
      ['eth_coinbase'],
      ['eth_mining'],
      ['eth_hashrate'],
      ['eth_protocolVersion'],
      ['eth_blockNumber'],
      ['eth_gasPrice'],
      ['eth_baseFee'],
      ['eth_maxPriorityFeePerGas'],
      ['eth_blobBaseFee'],
      ['eth_feeHistory', '0x2', 'latest', [10, 50]],
      ['eth_feeHistory', '0x1', 'latest'],
      ...[false, true].flatMap((full): Call[] => [
        ['eth_getBlockByNumber', 'latest', full],
        ['eth_getBlockByNumber', 'earliest', full],
        ['eth_getBlockByHash', blockHash, full],
        ['eth_getBlockByHash', nowhere, full],
      ]),
      ['eth_getHeaderByNumber', 'latest'],
      ['eth_getHeaderByHash', blockHash],
      ['eth_getHeaderByHash', nowhere],
      ['eth_getBlockTransactionCountByNumber', 'latest'],
      ['eth_getBlockTransactionCountByHash', blockHash],
      ['eth_getUncleCountByBlockNumber', 'latest'],
      ['eth_getUncleCountByBlockHash', blockHash],
      ['eth_getUncleByBlockNumberAndIndex', 'latest', '0x0'],
      ['eth_getUncleByBlockHashAndIndex', blockHash, '0x0'],
      ['eth_getBlockReceipts', 'latest'],
      ['eth_getBlockByNumber', 'pending', true],
      ['eth_getHeaderByNumber', 'pending'],
      ['eth_getTransactionByBlockNumberAndIndex', 'pending', '0x0'],
      ['eth_getBlockReceipts', '0x1'],
      ['eth_getTransactionByHash', hash],
      ['eth_getTransactionByHash', waiting],
      ['eth_getTransactionByHash', nowhere],
      ['eth_getRawTransactionByHash', hash],
      ['eth_getTransactionByBlockNumberAndIndex', 'latest', '0x0'],
      ['eth_getTransactionByBlockHashAndIndex', blockHash, '0x0'],
      ['eth_getTransactionByBlockHashAndIndex', blockHash, '0x9'],
      ['eth_getRawTransactionByBlockNumberAndIndex', 'latest', '0x0'],
      ['eth_getRawTransactionByBlockHashAndIndex', blockHash, '0x0'],
      ['eth_getTransactionReceipt', hash],
      ['eth_getTransactionReceipt', waiting],
      ['eth_getBalance', alice, 'latest'],
      ['eth_getTransactionCount', alice, 'pending'],
      ['eth_getCode', contract],
      ['eth_getCode', alice],
      ['eth_getStorageAt', contract, '0x0'],
      ['eth_getStorageValues', { [contract]: ['0x0', '0x1'] }],
      ['eth_getProof', contract, ['0x0', '0x5'], 'latest'],
      ['eth_call', read],
      ['eth_call', { to: bob }],
      ['eth_estimateGas', read],
      ['eth_createAccessList', read],
      ['eth_fillTransaction', { from: alice, to: bob }],
      ['eth_fillTransaction', { ...read, from: alice, gasPrice: '0x77359400' }],
      ['eth_createAccessList', failing],
      [
        'eth_simulateV1',
        { blockStateCalls: [{ calls: [read, failing, { from: alice, to: bob, value: '0x1' }] }] },
      ],
      [
        'eth_simulateV1',
        {
          blockStateCalls: [{ calls: [{ from: alice, to: bob, value: '0x1' }] }],
          traceTransfers: true,
          returnFullTransactions: true,
        },
      ],
      ['eth_getLogs', { fromBlock: 'earliest' }],
      ['txpool_status'],
      ['txpool_content'],
      ['txpool_contentFrom', alice],
      ['txpool_inspect'],
      ['eth_pendingTransactions'],
      ['debug_getRawHeader', 'latest'],
      ['debug_getRawBlock', 'latest'],
      ['debug_getRawReceipts', 'latest'],
      ['debug_getRawTransaction', hash],
      ['debug_storageRangeAt', blockHash, 0, contract, '0x', 10],
      ['trace_block', 'latest'],
      ['trace_block', blockHash],
      ['trace_transaction', hash],
      ['trace_transaction', nowhere],
      ['trace_filter', { fromBlock: '0x0', toAddress: [contract] }],
      ['trace_call', failing, ['trace'], 'latest'],
      ['trace_replayTransaction', hash, ['trace', 'stateDiff']],
      ['trace_replayTransaction', hash, []],
      ...tracers.flatMap((options): Call[] => [
        ['debug_traceTransaction', hash, options],
        ['debug_traceBlockByNumber', 'latest', options],
        ['debug_traceBlockByHash', blockHash, options],
        ['debug_traceCall', failing, 'latest', options],
      ]),
      ['ots_getApiLevel'],
      ['ots_hasCode', contract, 'latest'],
      ['ots_getInternalOperations', hash],
      ['ots_getTransactionError', hash],
      ['ots_traceTransaction', hash],
      ['ots_getBlockDetails', 'latest'],
      ['ots_getBlockDetailsByHash', blockHash],
      ['ots_getBlockTransactions', '0x1', 0, 25],
      ['ots_searchTransactionsBefore', alice, 0, 25],
      ['ots_searchTransactionsAfter', alice, 0, 25],
      ['ots_getTransactionBySenderAndNonce', alice, 0],
      ['ots_getContractCreator', contract],
      ['erigon_getHeaderByNumber', 'latest'],
      ['eth_sign', alice, '0x12'],
      ['personal_sign', '0x12', alice],
      ['eth_signTypedData_v4', alice, typedData],
      ['eth_signTransaction', { from: alice, to: bob, gas: '0x5208' }],
      ['eth_sendTransaction', { from: bob, to: alice, value: '0x1' }],
      ...named('setBalance', bob, '0xde0b6b3a7640000'),
      ...named('setNonce', contract, '0x9'),
      ...named('setCode', contract, '0x6001'),
      ...named('setStorageAt', contract, '0x0', nowhere),
      ...named('impersonateAccount', contract),
      ...named('stopImpersonatingAccount', contract),
      ...named('autoImpersonateAccount', false),
      ...named('mine', '0x2', '0x1'),
      ...named('setBlockTimestampInterval', 7),
      ...named('removeBlockTimestampInterval'),
      ...named('setLoggingEnabled', false),
      ...named('metadata'),
      ['anvil_setIntervalMining', 0],
      ['anvil_setAutomine', false],
      ['anvil_nodeInfo'],
      ['anvil_dumpState'],
      ['eth_sendUnsignedTransaction', { from: bob, to: alice, value: '0x1' }],
      ...named('setNextBlockBaseFeePerGas', '0x7'),
      ...named('setPrevRandao', nowhere),
      ...named('setCoinbase', bob),
      ...named('getAutomine'),
      ...named('dropTransaction', nowhere),
      ...named('dropAllTransactions'),
      ['evm_setBlockGasLimit', '0x1c9c380'],
      ['evm_setAccountBalance', bob, '0xde0b6b3a7640000'],
      ['evm_setAccountNonce', contract, '0xa'],
      ['evm_setAccountCode', contract, '0x6002'],
      ['evm_mine'],
      ['evm_snapshot'],
      ['evm_revert', '0x1'],
      ['evm_increaseTime', 5],
      ['evm_setNextBlockTimestamp', 4_000_000_000],
      ['evm_setIntervalMining', 0],
      ['evm_setAutomine', true],
      ['predict_list'],
      // null here: those of a validator's node are in metrics/cluster.test.ts.
      ['predict_cluster'],
      ['predict_members'],
      ...named('reset'),
    ];
  };

  test('over HTTP', async () => {
    const wrong: string[] = [];
    for (const [method, ...params] of calls()) {
      const { result, error } = await call(node.url, method, ...params);
      const problem = error ? `${method}: ${error.message}` : checked.check(method, result);
      if (problem) wrong.push(problem);
    }
    expect(wrong).toEqual([]);
  });

  test('filters, subscriptions and what is sent signed', async () => {
    const { url } = node;
    const wallet = walletClient(url, 3);
    const answer = async (method: string, ...params: unknown[]) => {
      const { result, error } = await call(url, method, ...params);
      expect(error, method).toBeUndefined();
      expect(checked.check(method, result)).toBeUndefined();
      return result;
    };
    const logs = await answer('eth_newFilter', {});
    const blocks = await answer('eth_newBlockFilter');
    const pending = await answer('eth_newPendingTransactionFilter');
    const request = await wallet.prepareTransactionRequest({ to: bob, value: 1n });
    await answer('eth_sendRawTransaction', await wallet.signTransaction(request));
    await wallet.deployContract({ abi, bytecode, args: [1n] });
    for (const id of [logs, blocks, pending]) await answer('eth_getFilterChanges', id);
    await answer('eth_getFilterLogs', logs);
    await answer('eth_uninstallFilter', logs);
    const { client } = await temporarySocket(node);
    const overSocket = async (method: string, ...params: unknown[]) => {
      const answered = await client.request({ method, params } as Parameters<typeof client.request>[0]);
      expect(checked.check(method, answered)).toBeUndefined();
      return answered;
    };
    await overSocket('eth_unsubscribe', await overSocket('eth_subscribe', 'newHeads'));
  });

  test('no method is left out', () => {
    const elsewhere = [
      'eth_newFilter',
      'eth_newBlockFilter',
      'eth_newPendingTransactionFilter',
      'eth_getFilterChanges',
      'eth_getFilterLogs',
      'eth_uninstallFilter',
      'eth_sendRawTransaction',
      'eth_subscribe',
      // development.test.ts.
      'eth_sendRawTransactionSync',
      'anvil_loadState',
      'anvil_setMinGasPrice',
      'hardhat_setMinGasPrice',
      'eth_unsubscribe',
      // With a model: predict.test.ts.
      'predict_call',
      'predict_class',
      'predict_describe',
      'predict_gasOf',
      'predict_trace',
    ];
    const called = new Set([...calls().map(([method]) => method), ...elsewhere]);
    expect(Object.keys(methods).filter((name) => !called.has(name))).toEqual([]);
    expect(elsewhere.filter((name) => !Object.hasOwn(methods, name))).toEqual([]);
  });
});
