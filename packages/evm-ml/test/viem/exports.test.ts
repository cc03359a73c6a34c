import { readdirSync } from 'node:fs';
import { createClient, custom } from 'viem';
import { describe, expect, it } from 'vitest';
import * as viem from '../../src/viem/index.ts';

const folder = new URL('../../src/viem/actions/', import.meta.url);
const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const client = createClient({ transport: custom({ request: async () => '0x' }) });

describe('@evm-ml/evm/viem', () => {
  it('exports these names', () => {
    expect(Object.keys(viem).sort()).toMatchInlineSnapshot(`
      [
        "DeploymentRevertedError",
        "ModelNameError",
        "StoredArtefactError",
        "deployModel",
        "describeModel",
        "estimatePredictGas",
        "gasOf",
        "getModel",
        "getModelLimits",
        "getModels",
        "getPredictGas",
        "getPredictedClass",
        "getPrediction",
        "getPredictionTrace",
        "mlActions",
        "mlWalletActions",
        "modelRegistryAbi",
        "modelStoreAbi",
        "predict",
        "predictAbi",
        "predictClass",
        "predictErrorsAbi",
        "predictRaw",
        "readArtefact",
        "readModelHead",
      ]
    `);
  });

  it('has one action a file, which bears its name, and mlActions collects them all', async () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const collected = { ...viem.mlActions()(client) };
    const actions = await Promise.all(
      files.map(async (file) => {
        const exported = Object.keys(await import(new URL(file, folder).href));
        expect(exported.map((name) => `${kebab(name)}.ts`)).toEqual([file]);
        return exported[0]!;
      }),
    );
    expect(Object.keys(collected).sort()).toEqual(actions.sort());
    expect(Object.keys(viem)).toEqual(expect.arrayContaining(actions));
  });

  it('has the errors of PREDICT as an ABI of their own, to be added to the ABI of a contract that asks', () => {
    expect(viem.predictAbi.filter(({ type }) => type === 'error')).toEqual(viem.predictErrorsAbi);
    expect(viem.predictErrorsAbi.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "InputOutOfRange",
        "InvalidCalldata",
        "InvalidReference",
        "PredictUnavailable",
        "UnknownModel",
        "UnknownSelector",
        "UnsealedModel",
        "UnusableModel",
        "WrongInputLength",
      ]
    `);
  });
});
