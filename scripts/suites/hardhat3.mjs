// A Hardhat 3 project's own configuration with three changes: solc comes from npm, results go to our reporter, and
// there is a network `evmml`. As on Hardhat's own network each connection is to a chain of its own.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const GenerousGas = require('./generous-gas.cjs');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

function withCompiler({ path, version, ...rest }) {
  const install = [here('install.mjs'), 'solc', version];
  return {
    ...rest,
    version,
    path: path ?? join(execFileSync(process.execPath, install, { encoding: 'utf8' }), 'soljson.js'),
  };
}

/** Starts a chain for each connection that is opened, on which transactions have gas to spare. */
const freshChain = (control) => ({
  id: 'evm-ml-fresh-chain',
  hookHandlers: {
    network: async () => ({
      default: async () => {
        const gases = new WeakMap();
        return {
          onRequest: async (context, connection, request, next) => {
            if (!gases.has(connection)) gases.set(connection, new GenerousGas());
            const gas = gases.get(connection);
            const response = await next(context, connection, gas.replace(request));
            gas.answered(request, response.result);
            return response;
          },
        };
      },
    }),
    config: async () => ({
      default: async () => ({
        resolveUserConfig: async (userConfig, resolveVariable, next) => {
          const resolved = await next(userConfig, resolveVariable);
          const getUrl = async () => (await fetch(control, { method: 'POST' })).text();
          const { evmml } = resolved.networks;
          const url = { _type: 'ResolvedConfigurationVariable', format: '{variable}', get: getUrl, getUrl };
          return { ...resolved, networks: { ...resolved.networks, evmml: { ...evmml, url } } };
        },
      }),
    }),
  },
});

export function extend(config, { control, chainId }) {
  const { solidity } = config;
  return {
    ...config,
    solidity: solidity.version
      ? withCompiler(solidity)
      : { ...solidity, compilers: solidity.compilers.map(withCompiler) },
    test: {
      ...config.test,
      mocha: { ...config.test?.mocha, reporter: require('./reporter.cjs') },
    },
    ...(control && {
      plugins: [...(config.plugins ?? []), freshChain(control)],
      networks: {
        ...config.networks,
        evmml: { type: 'http', url: control, chainId, accounts: 'remote', timeout: 120_000 },
      },
    }),
  };
}
