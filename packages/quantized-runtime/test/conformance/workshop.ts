/** What quantize-cases.mjs needs of the workshop, as one bundle for other engines. */
export { encodeNetwork } from '../../src/format/encode-network.ts';
export { importKeras } from '../../src/workshop/import/import-keras.ts';
export { quantize } from '../../src/workshop/quantize/quantize.ts';
