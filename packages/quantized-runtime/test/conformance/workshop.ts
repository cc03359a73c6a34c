/** What quantize-cases.mjs needs of the workshop, as one bundle for other engines. */
export { encodeNetwork } from '../../src/format/encode-network.ts';
export { importKeras } from '../../src/import/import-keras.ts';
export { quantize } from '../../src/quantize/quantize.ts';
