import type { DeployModelReturnType } from '@evm-ml/evm/viem';
import type { Hex } from 'viem';

export interface DeployOptions {
  /** Who signs and owns the name; default: the first account of the network. */
  readonly account?: Hex;
}

/** A model on the chain. */
export interface DeployedModel extends DeployModelReturnType {
  /** The name that contracts ask for; `name@version` is this very model. */
  readonly name: string;
}

/** What a connection has as `predict`. */
export interface PredictHelpers {
  /** Address of the connection's own node, for other tools; undefined where the network's address is given. */
  readonly url: string | undefined;
  /**
   * Uploads an artefact, seals it, and registers `name`, or publishes its next version. What is on the chain already is
   * not sent again.
   * @param file name in the folder `evmMl.models` (default `models/`), or an absolute path
   * @param name `org.domain.model`
   * @throws HardhatPluginError with one sentence: no such file, no artefact, a name that cannot be used
   */
  deploy(file: string, name: string, options?: DeployOptions): Promise<DeployedModel>;
}
