import { isAbsolute, resolve } from 'node:path';
import type { ResolvedConfigurationVariable } from 'hardhat/types/config';
import type { ConfigHooks, HardhatUserConfigValidationError } from 'hardhat/types/hooks';
import { NETWORK, OWN_NODE } from '../config.ts';
import { startForConnection } from '../own-node.ts';

/** Adds the network, checks and resolves the field `evmMl`, and puts a node behind the network's address. */
export default async (): Promise<Partial<ConfigHooks>> => ({
  async extendUserConfig(config, next) {
    const extended = await next(config);
    const { [NETWORK]: own, ...networks } = extended.networks ?? {};
    const network = { type: 'http' as const, url: OWN_NODE, ...own };
    return { ...extended, networks: { ...networks, [NETWORK]: network as typeof own & typeof network } };
  },

  async validateUserConfig({ evmMl }) {
    const errors: HardhatUserConfigValidationError[] = [];
    const expect = (holds: boolean, path: string[], message: string) => {
      if (!holds) errors.push({ path: ['evmMl', ...path], message });
    };
    if (evmMl === undefined) return errors;
    if (!isRecord(evmMl)) {
      expect(false, [], 'expected an object with the fields models and node, both optional.');
      return errors;
    }
    const { models, node, ...others } = evmMl;
    expect(models === undefined || typeof models === 'string', ['models'], 'expected the path of a folder.');
    expect(node === undefined || isRecord(node), ['node'], 'expected an object with options of startNode.');
    for (const field of Object.keys(others)) {
      expect(false, [field], 'there is no such field: models and node are.');
    }
    if (isRecord(node)) {
      for (const field of ['dataDir', 'port'].filter((name) => name in node)) {
        expect(
          false,
          ['node', field],
          'the node of a connection is in memory and on a free port: leave it out.',
        );
      }
    }
    return errors;
  },

  async resolveUserConfig(userConfig, resolveConfigurationVariable, next) {
    const config = await next(userConfig, resolveConfigurationVariable);
    const { models = 'models', node = {} } = userConfig.evmMl ?? {};
    const own = config.networks[NETWORK];
    const networks =
      own?.type === 'http' && userConfig.networks?.[NETWORK] && isOwn(userConfig.networks[NETWORK])
        ? { ...config.networks, [NETWORK]: { ...own, url: ownNode(() => startForConnection(node)) } }
        : config.networks;
    return {
      ...config,
      networks,
      evmMl: { models: isAbsolute(models) ? models : resolve(config.paths.root, models), node },
    };
  },
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOwn = (network: object): boolean => 'url' in network && network.url === OWN_NODE;

/** An address that is known once it is asked for. */
function ownNode(start: () => Promise<string>): ResolvedConfigurationVariable {
  const noNumber = async () => {
    throw new TypeError('the address of a node is no number');
  };
  return {
    _type: 'ResolvedConfigurationVariable',
    format: '{variable}',
    get: start,
    getUrl: start,
    getBigInt: noNumber,
    getHexString: noNumber,
  };
}
