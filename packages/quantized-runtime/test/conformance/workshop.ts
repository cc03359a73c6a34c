/** What quantize-cases.mjs needs of the workshop, as one bundle for other engines. */

export { importKeras } from '../../src/workshop/import/import-keras.ts';
export { encodeNetwork } from '../../src/workshop/origin/encode-network.ts';
export { quantize } from '../../src/workshop/quantize/quantize.ts';
