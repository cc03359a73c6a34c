import { type Common, type CustomCrypto, createCustomCommon, Hardfork, Sepolia } from '@ethereumjs/common';

/** What differs between one chain of this kind and the next. */
export interface PredictChainConfig {
  readonly chainId: number;
  readonly name?: string;
  /**
   * Protocol parameters that genesis changes, by ethereumjs name: `maxTransactionGasLimit` (default 2^24),
   * `maxCodeSize`, `maxInitCodeSize`, ... They hold everywhere, decoding of transactions included.
   */
  readonly params?: Readonly<Record<string, number>>;
  /** Faster hash and signature functions; they must give the same results as the defaults. */
  readonly customCrypto?: CustomCrypto;
}

/** EIPs of Osaka. Redefining a hardfork drops its EIP list, so it has to be repeated; a test compares. */
const OSAKA_EIPS = [7594, 7823, 7825, 7883, 7892, 7939, 7951, 7918];

/**
 * The chain rules: Osaka from genesis on, with the chain's own parameters.
 *
 * `new Common({params})` would be overwritten by the libraries' defaults; parameters inside a redefined hardfork
 * win everywhere and survive copying.
 */
export function createPredictCommon(config: PredictChainConfig): Common {
  const last = Sepolia.hardforks.findIndex(({ name }) => name === Hardfork.Osaka);
  const hardforks = Sepolia.hardforks
    .slice(0, last + 1)
    .map(({ name, timestamp }) =>
      timestamp === undefined ? { name, block: 0 } : { name, block: null, timestamp: 0 },
    );
  return createCustomCommon(
    {
      name: config.name ?? 'evm-ml',
      chainId: config.chainId,
      defaultHardfork: Hardfork.Osaka,
      hardforks,
      customHardforks: { [Hardfork.Osaka]: { eips: OSAKA_EIPS, params: { ...config.params } } },
    },
    Sepolia,
    { hardfork: Hardfork.Osaka, ...(config.customCrypto && { customCrypto: config.customCrypto }) },
  );
}
