import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const module = fileURLToPath(new URL('../../tools/cometbft', import.meta.url));
const command = 'github.com/cometbft/cometbft/cmd/cometbft';

/** The bytes follow from these, from tools/cometbft and from nothing of this machine. Go fetches this version of itself. */
const environment = {
  GOTOOLCHAIN: 'go1.26.8',
  GOFLAGS: '',
  GOWORK: 'off',
  GOAMD64: 'v1',
  GOARM64: 'v8.0',
  CGO_ENABLED: '0',
};

/** Builds the engine for a target into a folder. @returns its path, and its SHA-256 */
export function buildEngine({ go }, folder) {
  const path = join(folder, 'cometbft');
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w -buildid='];
  run('go', ['build', '-C', module, ...flags, '-o', path, command], { ...environment, ...go });
  return { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

/** Name, version and folder of Go and of each module that is in a built engine. */
export function modulesOf(path) {
  const lines = run('go', ['version', '-m', path], environment).split('\n');
  const names = lines
    .map((line) => /^\t(?:mod|dep)\t(\S+)\t(\S+)/.exec(line))
    .filter((found) => found !== null);
  const go = {
    name: 'Go',
    version: environment.GOTOOLCHAIN,
    folder: run('go', ['env', 'GOROOT'], environment).trim(),
  };
  return [
    go,
    ...names.map(([, name, version]) => ({
      name,
      version,
      folder: run('go', ['list', '-C', module, '-m', '-f', '{{.Dir}}', name], environment).trim(),
    })),
  ];
}
