/** The name under which errors of this plugin are shown. */
export const PACKAGE = '@evm-ml/hardhat';
