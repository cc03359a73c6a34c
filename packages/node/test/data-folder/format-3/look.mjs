// All that a chain says of itself, a digest for each block: what an upgrade must not change. Runs with the code of any
// version that has these functions, which the caller hands over.
import { createHash } from 'node:crypto';
import { createAddressFromString, hexToBytes } from '@ethereumjs/util';

/** Bytes as hexadecimal digits, whatever makes JSON of them by itself. */
function plain(value) {
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return Array.isArray(value) ? value.map(plain) : value;
}
const digest = (value) =>
  createHash('sha256')
    .update(JSON.stringify(plain(value)))
    .digest('hex')
    .slice(0, 16);

/** Slots that the chain of `make.mjs` touches, and one that was never there. */
const word = (number) => `0x${number.toString(16).padStart(64, '0')}`;
const slots = [0, 1, 2, 3, 200].map((number) => hexToBytes(word(number)));

/**
 * @param chain an open chain
 * @param addresses whose accounts are looked at
 * @param code `proveAccount` of the same version, `keccak256`
 * @returns for each block: what it is, its state where that is kept, its proofs where their nodes are kept
 */
export async function lookAt(chain, addresses, { proveAccount, keccak256 }) {
  const who = addresses.map((address) => createAddressFromString(address));
  const seen = [];
  for (let number = 0n; number <= chain.head.header.number; number++) {
    const block = await chain.store.readBlock(number);
    const receipts = await chain.store.readReceipts(number);
    const places = [await chain.store.readNumber(block.hash())];
    for (const tx of block.transactions) {
      const found = await chain.store.findTransaction(tx.hash());
      places.push([found.block.header.number, found.index]);
    }
    const source = number < chain.oldest('records') ? undefined : chain.sourceAt(block.header);
    seen.push({
      block: digest([block.serialize(), receipts.map(fieldsOf), places]),
      state: number < chain.oldest('records') ? null : digest(await stateOf(chain, block.header, who)),
      proofs:
        number < chain.oldest('nodes')
          ? null
          : digest(who.map((each) => proofOf(proveAccount(source, each.bytes, slots, keccak256)))),
    });
    if (seen.at(-1).proofs !== null) {
      const root = await chain.stateAt(block.header).getStateRoot();
      if (Buffer.compare(root, block.header.stateRoot) !== 0)
        throw new Error(`the root of block ${number} is another one`);
    }
  }
  return seen;
}

const fieldsOf = ({ type, success, cumulativeGas, gasUsed, logs }) => [
  type,
  success,
  cumulativeGas,
  gasUsed,
  logs,
];

const proofOf = ({ account, proof, slots }) => [
  [account.nonce, account.balance, account.storageRoot, account.codeHash],
  proof,
  slots.map((slot) => [slot.value, slot.proof]),
];

async function stateOf(chain, header, who) {
  const state = chain.stateAt(header);
  const found = [];
  for (const each of who) {
    const account = await state.getAccount(each);
    const held = account?.isContract()
      ? [await state.getCode(each), ...(await Promise.all(slots.map((slot) => state.getStorage(each, slot))))]
      : [];
    found.push([account?.nonce, account?.balance, account?.codeHash, ...held]);
  }
  return found;
}
