/** Preloaded into a node: it comes to another state than the others, as a fault in a machine would have it. */
import { type Header, prototype } from './decisions.js';

const { execute } = prototype;
prototype.execute = function (header: Header, transactions) {
  return execute.call(this, { ...header, proposerAddress: new Uint8Array(20).fill(7) }, transactions);
};
