/** Of one transaction (EIP-7825). */
const mostGas = 16_777_216n;

const keyOf = ({ from, to, data, input, value }) =>
  [from, to ?? '', data ?? input ?? '0x', BigInt(value ?? 0)].join().toLowerCase();

/**
 * Tests send transactions side by side, and Hardhat's own network gives each all the gas of one. Where gas is
 * estimated instead, an estimate may be too low as soon as another of them has run. So a transaction that asks for
 * exactly its estimate gets three times as much; gas that a test chose itself stays.
 */
module.exports = class GenerousGas {
  #estimates = new Map();

  /** Told of each answer to a request. */
  answered({ method, params }, result) {
    if (method === 'eth_estimateGas' && result) this.#estimates.set(keyOf(params[0]), BigInt(result));
  }

  /** The request to send in place of this one. */
  replace(request) {
    const { method, params } = request;
    if (method !== 'eth_sendTransaction' || params[0].gas === undefined) return request;
    const estimate = this.#estimates.get(keyOf(params[0]));
    if (estimate !== BigInt(params[0].gas)) return request;
    const gas = estimate * 3n < mostGas ? estimate * 3n : mostGas;
    return { ...request, params: [{ ...params[0], gas: `0x${gas.toString(16)}` }] };
  }
};
