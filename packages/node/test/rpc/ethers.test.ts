import {
  Contract,
  ContractFactory,
  isError,
  JsonRpcProvider,
  NonceManager,
  parseEther,
  Wallet,
} from 'ethers';
import { expect, onTestFinished, test } from 'vitest';
import { accounts } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryNode } from '../support/temporary.ts';

const counter = compileCounter();

/** A provider with ethers' default settings: batches, and a cache of 250 ms that also holds nonces. */
async function connect() {
  const node = await temporaryNode();
  const provider = new JsonRpcProvider(node.url);
  onTestFinished(() => provider.destroy());
  const signer = new NonceManager(new Wallet(accounts[0]!.privateKey, provider));
  return { node, provider, signer };
}

test('deploys, sends one after another, reads, and finds the logs', async () => {
  const { signer } = await connect();
  const factory = new ContractFactory([...counter.abi] as never[], counter.bytecode, signer);
  const deployment = await factory.deploy(5n);
  await deployment.waitForDeployment();
  const contract = new Contract(await deployment.getAddress(), [...counter.abi] as never[], signer);
  for (const by of [1n, 2n, 3n]) {
    const sent = await contract.getFunction('add')(by);
    expect(await sent.wait()).toMatchObject({ status: 1 });
  }
  expect(await contract.getFunction('total')()).toBe(11n);
  expect(await contract.queryFilter('Counted', 0)).toHaveLength(3);
});

test('many requests at once go out as batches and come back in their places', async () => {
  const { provider } = await connect();
  const balances = await Promise.all(accounts.map(({ address }) => provider.getBalance(address)));
  expect(balances).toEqual(accounts.map(() => parseEther('10000')));
});

test('a revert is decoded to its custom error', async () => {
  const { signer } = await connect();
  const deployment = await new ContractFactory([...counter.abi] as never[], counter.bytecode, signer).deploy(
    0n,
  );
  await deployment.waitForDeployment();
  const contract = new Contract(await deployment.getAddress(), [...counter.abi] as never[], signer);
  const error = await contract
    .getFunction('add')
    .staticCall(500n)
    .catch((reason: unknown) => reason);
  expect(isError(error, 'CALL_EXCEPTION') && error.revert).toMatchObject({
    name: 'TooMuch',
    args: [500n, 100n],
  });
});

test('a nonce that was used is refused with words that ethers knows', async () => {
  const { provider } = await connect();
  const wallet = new Wallet(accounts[1]!.privateKey, provider);
  await (await wallet.sendTransaction({ to: accounts[2]!.address, value: 1n, nonce: 0 })).wait();
  const again = await wallet
    .sendTransaction({ to: accounts[2]!.address, value: 1n, nonce: 0 })
    .catch((reason: unknown) => reason);
  expect(isError(again, 'NONCE_EXPIRED')).toBe(true);
  const poor = Wallet.createRandom().connect(provider);
  const broke = await poor
    .sendTransaction({ to: accounts[2]!.address, value: 1n })
    .catch((reason: unknown) => reason);
  expect(isError(broke, 'INSUFFICIENT_FUNDS')).toBe(true);
});

test('a plain wallet sends one after another when the cache is off; with it, the second nonce would be the first', async () => {
  const node = await temporaryNode();
  const transfer = { to: accounts[2]!.address, value: 1n };
  const fresh = new JsonRpcProvider(node.url, undefined, { cacheTimeout: -1 });
  onTestFinished(() => fresh.destroy());
  const wallet = new Wallet(accounts[3]!.privateKey, fresh);
  for (let count = 0; count < 3; count++)
    expect(await (await wallet.sendTransaction(transfer)).wait()).toMatchObject({ status: 1 });
  // A longer cache than the default, so that the outcome does not hang on the machine's speed.
  const stale = new JsonRpcProvider(node.url, undefined, { cacheTimeout: 60_000 });
  onTestFinished(() => stale.destroy());
  const other = new Wallet(accounts[4]!.privateKey, stale);
  await other.sendTransaction(transfer);
  const refused = await other.sendTransaction(transfer).catch((reason: unknown) => reason);
  expect(isError(refused, 'NONCE_EXPIRED')).toBe(true);
});
