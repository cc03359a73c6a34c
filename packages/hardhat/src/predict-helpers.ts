import { isAbsolute, relative, resolve } from 'node:path';
import type { EthereumProvider } from 'hardhat/types/providers';
import type { PredictHelpers } from './predict.ts';

/** What helpers need of a connection. */
export interface HelperParts {
  readonly url: string | undefined;
  readonly provider: EthereumProvider;
  readonly networkName: string;
  /** Folder of artefacts, an absolute path. */
  readonly models: string;
}

export function createPredictHelpers({ url, provider, networkName, models }: HelperParts): PredictHelpers {
  return {
    url,
    async deploy(file, name, options = {}) {
      // Most tests of most projects deploy no model: what it takes is loaded with the first.
      const { deployFile } = await import('./deploy-file.ts');
      const path = isAbsolute(file) ? file : resolve(models, file);
      const inProject = relative(resolve(models, '..'), path);
      const shown = inProject.startsWith('..') ? path : inProject;
      return deployFile({ provider, networkName, path, shown, name, ...options });
    },
  };
}
