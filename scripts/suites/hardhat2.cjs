// A Hardhat 2 project's own configuration with three changes: solc comes from npm, results go to our reporter, and
// there is a network `evmml`, a chain of this project over JSON-RPC, on which transactions have gas to spare.
const { execFileSync } = require('node:child_process');
const { createRequire } = require('node:module');
const path = require('node:path');
const GenerousGas = require('./generous-gas.cjs');

module.exports = function extend(root, config, { rpc, chainId }) {
  const project = createRequire(path.join(root, 'package.json'));
  const { extendProvider, subtask } = project('hardhat/config');
  const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = project('hardhat/builtin-tasks/task-names');
  subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD).setAction(async ({ solcVersion }) => {
    const solc = execFileSync(process.execPath, [path.join(__dirname, 'install.mjs'), 'solc', solcVersion], {
      encoding: 'utf8',
    });
    return {
      compilerPath: path.join(solc, 'soljson.js'),
      isSolcJs: true,
      version: solcVersion,
      longVersion: solcVersion,
    };
  });
  // Those before 2.13 have no such hook, and none of their projects needs it.
  extendProvider?.(async (provider, _config, network) => {
    if (network !== 'evmml') return provider;
    const { ProviderWrapper } = project('hardhat/plugins');
    class GenerousProvider extends ProviderWrapper {
      #gas = new GenerousGas();

      async request(request) {
        const result = await this._wrappedProvider.request(this.#gas.replace(request));
        this.#gas.answered(request, result);
        return result;
      }
    }
    return new GenerousProvider(provider);
  });
  return {
    ...config,
    paths: { ...config.paths, root },
    networks: {
      ...config.networks,
      ...(rpc && { evmml: { url: rpc, chainId, accounts: 'remote', timeout: 120_000 } }),
    },
    mocha: { ...config.mocha, reporter: require('./reporter.cjs') },
  };
};
