import { readdirSync, readFileSync } from 'node:fs';
import { createClient, custom, toFunctionSignature } from 'viem';
import { describe, expect, it } from 'vitest';
import * as main from '../../src/index.ts';
import * as viem from '../../src/viem/index.ts';

const folder = new URL('../../src/viem/actions/', import.meta.url);
const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const client = createClient({ transport: custom({ request: async () => '0x' }) });

describe('@evm-ml/evm/viem', () => {
  it('exports these names', () => {
    expect(Object.keys(viem).sort()).toMatchInlineSnapshot(`
      [
        "DeploymentRevertedError",
        "MODEL_REGISTRY_ADDRESS",
        "MODEL_STORE_ADDRESS",
        "ModelNameError",
        "PERMISSIONS_ADDRESS",
        "PREDICT_ADDRESS",
        "StoredArtefactError",
        "deployModel",
        "describeModel",
        "estimatePredictGas",
        "gasOf",
        "generate",
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
        "permissionsAbi",
        "predict",
        "predictAbi",
        "predictClass",
        "predictClassFromText",
        "predictErrorsAbi",
        "predictFromText",
        "predictRaw",
        "predictText",
        "readArtefact",
        "readModelHead",
        "uploadModel",
        "waitForReceipt",
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

  it('has all errors of PREDICT, floats, store, registry and permissions as one ABI, to be added to that of a contract that asks', () => {
    const contracts = new URL('../../contracts/', import.meta.url);
    const declared = readdirSync(contracts, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sol'))
      .flatMap((name) => readFileSync(new URL(name, contracts), 'utf8').match(/^ *error .*(?=;$)/gm) ?? [])
      .map((text) => toFunctionSignature(text.trim().replace('error', 'function')));
    const exported = viem.predictErrorsAbi.map(
      ({ name, inputs }) => `${name}(${inputs.map(({ type }) => type)})`,
    );
    expect(exported.sort()).toEqual([...new Set(declared)].sort());
    for (const abi of [viem.predictAbi, viem.modelStoreAbi, viem.modelRegistryAbi]) {
      const errors = abi.filter(({ type }) => type === 'error');
      expect(viem.predictErrorsAbi).toEqual(expect.arrayContaining(errors));
    }
    expect(main.predictErrorsAbi).toBe(viem.predictErrorsAbi);
    expect(viem.predictErrorsAbi.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "GeneratesNothing",
        "GivesNoText",
        "InputOutOfRange",
        "InvalidCalldata",
        "InvalidReference",
        "InvalidText",
        "PredictUnavailable",
        "TakesNoText",
        "TextTooLong",
        "UnknownModel",
        "UnknownSelector",
        "UnsealedModel",
        "UnusableModel",
        "WrongInputLength",
        "FloatsUnavailable",
        "InvalidDecimal",
        "InvalidDigits",
        "InvalidRounding",
        "CreateFailed",
        "InvalidChunkLength",
        "InvalidLength",
        "MissingChunk",
        "NotSealed",
        "WrongChunkCount",
        "WrongChunkLength",
        "Frozen",
        "InvalidName",
        "ModelNotSealed",
        "NameTaken",
        "NameUnknown",
        "NotOwner",
        "NotPendingOwner",
        "VersionUnknown",
        "InvalidBits",
        "InvalidEntry",
        "InvalidProposal",
        "InvalidProposalBlocks",
        "InvalidThreshold",
        "ListFull",
        "ListedAlready",
        "MayNotDeploy",
        "MayNotPublish",
        "MemberRunsValidator",
        "MembersNotHeard",
        "NoValidatorLeft",
        "NotEnoughVotes",
        "NotListed",
        "NotMember",
        "NotOpen",
        "NotProposer",
        "NotVoted",
        "OnlyByVote",
        "TooManyProposals",
        "ValidatorWithoutNode",
        "VotedAlready",
      ]
    `);
  });
});
