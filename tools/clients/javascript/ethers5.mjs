// Talks to a development node as ethers 5 does, and stops at the first answer that is not right:
//   npm start                                   (in another terminal)
//   cd tools/clients/javascript && npm ci && node ethers5.mjs [http://127.0.0.1:8545]
import assert from 'node:assert/strict';
import { ethers } from 'ethers';
import { CODE, KEY, PREDICT, PREDICT_ABI, url, WORD } from './contract.mjs';

const provider = new ethers.providers.JsonRpcProvider(url);
provider.pollingInterval = 50;
const wallet = new ethers.Wallet(KEY, provider);
const [, to] = await provider.listAccounts();

for (let count = 0; count < 3; count++) {
  const sent = await wallet.sendTransaction({ to, value: 1 });
  assert.equal((await sent.wait()).status, 1);
}
const used = { to, value: 1, nonce: 0, gasLimit: 21_000 };
await assert.rejects(wallet.sendTransaction(used), { code: 'NONCE_EXPIRED' });
await assert.rejects(wallet.sendTransaction({ to, value: ethers.constants.MaxUint256, gasLimit: 21_000 }), {
  code: 'INSUFFICIENT_FUNDS',
});

const factory = new ethers.ContractFactory([], CODE, wallet);
const contract = await factory.deploy();
await contract.deployed();
const seen = new Promise((resolve) => provider.once({ address: contract.address }, resolve));
const call = await provider.getSigner(1).sendTransaction({ to: contract.address, data: WORD });
const receipt = await call.wait();
assert.deepEqual(
  receipt.logs.map(({ data }) => data),
  [WORD],
);
assert.equal((await seen).transactionHash, receipt.transactionHash);
assert.equal((await provider.getLogs({ address: contract.address, fromBlock: 0 })).length, 1);
assert.equal(await provider.call({ to: contract.address }), WORD);
assert.equal(await provider.call({ to: contract.address }, 'pending'), WORD);
assert.equal(await provider.getStorageAt(contract.address, 0), WORD);
assert.ok((await provider.estimateGas({ to: contract.address, data: WORD })).gt(21_000));
assert.ok((await provider.getBlock('pending')).number > receipt.blockNumber);
assert.equal((await provider.getBlockWithTransactions('latest')).transactions[0].hash, call.hash);
assert.ok((await provider.getFeeData()).maxFeePerGas.gt(0));

const predict = new ethers.Contract(PREDICT, PREDICT_ABI, provider);
await assert
  .rejects(predict.gasOf('acme.nothing', 1), {
    errorName: 'UnknownModel',
    errorArgs: (args) => args[0] === 'acme.nothing',
  })
  .catch((error) => {
    // assert compares values; the arguments are a list.
    assert.equal(error.actual?.errorName, 'UnknownModel');
    assert.equal(error.actual?.errorArgs?.[0], 'acme.nothing');
  });

const domain = { name: 'evm-ml', chainId: await wallet.getChainId() };
const types = { Note: [{ name: 'text', type: 'string' }] };
const signature = await provider.getSigner(1)._signTypedData(domain, types, { text: 'hello' });
assert.equal(ethers.utils.verifyTypedData(domain, types, { text: 'hello' }, signature), to);

const socket = new ethers.providers.WebSocketProvider(url.replace(/^http/, 'ws'));
const head = new Promise((resolve) => socket.once('block', resolve));
await socket.ready;
await new Promise((resolve) => setTimeout(resolve, 200));
await (await wallet.sendTransaction({ to, value: 1 })).wait();
assert.ok((await head) > receipt.blockNumber);
await socket.destroy();
console.log(
  `ethers ${ethers.version} gets right answers from`,
  await provider.send('web3_clientVersion', []),
);
