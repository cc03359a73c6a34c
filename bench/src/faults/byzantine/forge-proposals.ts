/** Preloaded into a node: what it proposes holds what must not be in a block, of the kind that FORGED names. */
import { prototype } from './decisions.js';

const forge: Readonly<Record<string, (transactions: Uint8Array[]) => Uint8Array[]>> = {
  garbage: (transactions) => [...transactions, Uint8Array.of(0xff, 0x00, 0x42)],
  empty: (transactions) => [...transactions, new Uint8Array()],
  twice: (transactions) => [...transactions, ...transactions.slice(0, 1)],
  gap: (transactions) => transactions.slice(1).reverse().concat(transactions.slice(0, 1)),
  given: (transactions) => [...transactions, Buffer.from(process.env['GIVEN']!, 'hex')],
  crowd: (transactions) => [...transactions, ...Array.from({ length: 2_000_000 }, () => new Uint8Array())],
  cut: (transactions) => transactions.map((bytes) => bytes.slice(0, -1)),
};

const { propose } = prototype;
prototype.propose = async function (header, candidates) {
  const transactions = await propose.call(this, header, candidates);
  return transactions.length === 0 ? transactions : forge[process.env['FORGED']!]!(transactions);
};
