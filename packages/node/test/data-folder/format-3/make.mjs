// Makes the data folders of format 3 that the tests upgrade, with the code of commit 8af0e48, the last of that format:
//
//   git worktree add ../format-3 8af0e48 && (cd ../format-3 && npm run setup)
//   node packages/node/test/data-folder/format-3/make.mjs ../format-3
//
// Writes `folders.br`, the LMDB files of an archive and of a pruned chain one after the other, as `evm-ml chain backup`
// copies them, compressed, and `seen.json`, what that code said of them. The chains are the same wherever they are made.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { lookAt } from './look.mjs';

const root = resolve(process.argv[2] ?? '../format-3');
const load = (path) => import(pathToFileURL(join(root, path)));
const node = (path) => load(`packages/node/dist/${path}`);
const require = createRequire(join(root, 'packages/node/package.json'));
const { createAddressFromString, createZeroAddress } = await import(
  pathToFileURL(require.resolve('@ethereumjs/util'))
);
const { createTxFromRLP } = await import(pathToFileURL(require.resolve('@ethereumjs/tx')));
const [parts, { Senders, signWineDeployment }, { proveAccount }, { backupChain }] = await Promise.all([
  node('parts.js'),
  load('bench/dist/chain/workload.js'),
  node('state/account-proof.js'),
  node('data-folder/backup-chain.js'),
]);

const accounts = parts.developmentAccounts();
const word = (number) => number.toString(16).padStart(64, '0');
/** Writes its second word of calldata into the slot that the first one names. */
const init = '0x67602035600035550060005260086018f3';
const gone = `0x${'d0'.repeat(20)}`;

async function make(name, { blocks, ...options }, withModel) {
  const folder = await mkdtemp(join(tmpdir(), 'format-3-'));
  const store = await parts.openStore(folder, 'lmdb', 'os');
  const crypto = await parts.createCustomCrypto();
  const chain = await parts.openChain(store, parts.parseGenesis(parts.developmentGenesis()), {
    crypto,
    ...options,
  });
  const senders = new Senders(
    accounts.map(({ privateKey }) => privateKey),
    parts.developmentGenesis().config.chainId,
  );
  const seal = async (raw, edit) => {
    const txs = raw.map((each) => createTxFromRLP(each, { common: chain.common }));
    const executed = await chain.execute(txs, {
      timestamp: chain.head.header.timestamp + 3n,
      coinbase: createZeroAddress(),
      prevRandao: new Uint8Array(32),
      edit,
    });
    if (executed.block.transactions.length !== raw.length) throw new Error('a transaction was left out');
    await chain.commit(executed);
    return executed;
  };
  const { receipts } = await seal([await senders.sign(1, undefined, 200_000n, { data: init })]);
  if (!receipts[0].success) throw new Error('the contract is not there');
  const { getContractAddress } = require('viem');
  const contract = getContractAddress({ from: accounts[1].address, nonce: 0n });
  if (withModel) {
    for (const raw of await signWineDeployment(senders)) await seal([raw]);
    if ((await chain.store.readReceipts(chain.head.header.number)).some(({ success }) => !success))
      throw new Error('the model is not there');
  }
  for (let block = Number(chain.head.header.number) + 1; block <= blocks; block++) {
    // Values that come, change, go and come back, new accounts, an account that an edit takes away and gives back.
    const raw = [];
    for (let slot = 0; slot < 4; slot++) {
      if (block % (slot + 2) > 1) continue;
      const data = `0x${word(slot)}${word((block * (slot + 1)) % (slot + 3))}`;
      raw.push(await senders.sign(1, contract, 100_000n, { data }));
    }
    for (let at = 0; at < block % 5; at++)
      raw.push(await senders.sign(at, `0x${word(block * 16 + at).slice(24)}`, 21_000n, { value: 5n }));
    await seal(raw);
    if (block % 9 === 0)
      await seal([], async (state) => {
        const address = createAddressFromString(gone);
        if (await state.getAccount(address)) await state.deleteAccount(address);
        else await state.modifyAccountFields(address, { balance: BigInt(block) });
      });
  }
  const addresses = [
    accounts[0].address,
    accounts[1].address,
    contract,
    gone,
    `0x${word(14 * 16).slice(24)}`,
    `0x${'77'.repeat(20)}`,
  ];
  const seen = await lookAt(chain, addresses, {
    proveAccount,
    keccak256: crypto.keccak256,
  });
  await store.close();
  const copy = join(folder, 'copy');
  await backupChain({ dataDir: folder }, copy);
  const file = await readFile(join(copy, 'lmdb', 'data.mdb'));
  await rm(folder, { recursive: true });
  console.log(name, seen.length, 'blocks', file.length, 'bytes');
  return { file, told: { addresses, bytes: file.length, seen } };
}

const archive = await make('archive', { blocks: 40, state: 'archive', proofs: 16 }, true);
const pruned = await make('pruned', { blocks: 24, state: 9, proofs: 4 }, false);
const compressed = brotliCompressSync(Buffer.concat([archive.file, pruned.file]), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
console.log(compressed.length, 'bytes compressed');
await writeFile(new URL('folders.br', import.meta.url), compressed);
await writeFile(
  new URL('seen.json', import.meta.url),
  `${JSON.stringify({ archive: archive.told, pruned: pruned.told }, null, 1)}\n`,
);
