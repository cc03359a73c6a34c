import type { StateManagerInterface } from '@ethereumjs/common';
import { EVM, type EVMResult, type ExecResult, type Message } from '@ethereumjs/evm';
import { Address } from '@ethereumjs/util';
import type { Permits } from '../permissions/permits.ts';
import { refuseFrame } from '../permissions/refuse-frame.ts';
import { beginsAsDelegation, delegateOf } from './delegation.ts';
import { keepJumpAnalyses, useJumpAnalyses } from './jump-analyses.ts';

/** CALL, CALLCODE, DELEGATECALL and STATICCALL: who calls an account that delegates pays for its delegate, too. */
const CALLING_OPCODES = [0xf1, 0xf2, 0xf4, 0xfa];

type OpcodeMap = EVM['_opcodeMap'];
type GasHandler = NonNullable<OpcodeMap[number]['gasHandler']>;

/**
 * The library's EVM with delegations as EIP-7702 has them. The library takes all code that begins like one for one,
 * whatever its length, and throws at an address that is none. It also analyses code once, not in every call.
 */
export class DelegationEvm extends EVM {
  /** Who may deploy and publish (rule D32); undefined: everybody. Copies do not inherit it. */
  permits: Permits | undefined;

  override getActiveOpcodes(): ReturnType<EVM['getActiveOpcodes']> {
    const opcodes = super.getActiveOpcodes();
    for (const opcode of CALLING_OPCODES) {
      const entry = this._opcodeMap[opcode];
      if (entry?.gasHandler) this._opcodeMap[opcode] = { ...entry, gasHandler: priced(entry.gasHandler) };
    }
    keepJumpAnalyses(this._opcodeMap);
    return opcodes;
  }

  protected override async runInterpreter(...given: Parameters<EVM['runInterpreter']>): Promise<ExecResult> {
    const result = await super.runInterpreter(...given);
    if (result.runState) useJumpAnalyses(result.runState.interpreter);
    return result;
  }

  protected override async _executeCall(message: Parameters<EVM['_executeCall']>[0]): Promise<EVMResult> {
    return this.#refusalOf(message) ?? super._executeCall(message);
  }

  protected override async _executeCreate(message: Message): Promise<EVMResult> {
    return this.#refusalOf(message) ?? super._executeCreate(message);
  }

  #refusalOf(message: Message): EVMResult | undefined {
    return this.permits && refuseFrame(message, this._tx!.origin, this.permits);
  }

  protected override async _loadCode(message: Message): Promise<void> {
    if (message.code !== undefined) return;
    const precompile = this.getPrecompile(message.codeAddress);
    message.isCompiled = precompile !== undefined;
    message.code = precompile ?? (await this.#codeFor(message));
    if (!precompile) message.chargeCodeAccesses = true;
  }

  async #codeFor({ codeAddress, depth }: Message): Promise<Uint8Array> {
    const code = await this.stateManager.getCode(codeAddress);
    const delegate = this.common.isActivatedEIP(7702) ? delegateOf(code) : undefined;
    if (!delegate) return code;
    const address = new Address(delegate);
    if (depth === 0) this.journal.addAlwaysWarmAddress(address.toString());
    // Genesis has code at PREDICT's address, for the time before it exists.
    return this.getPrecompile(address) ? new Uint8Array() : this.stateManager.getCode(address);
  }
}

/** The price of a call, for which the library looks at the code of the account that is called. */
function priced(handler: GasHandler): GasHandler {
  return async (runState, gas, common) => {
    const { stateManager } = runState;
    runState.stateManager = withoutBrokenDelegations(stateManager);
    try {
      return await handler(runState, gas, common);
    } finally {
      runState.stateManager = stateManager;
    }
  };
}

/** What prices are made of; accounts whose code only begins like a delegation have none here. */
function withoutBrokenDelegations(state: StateManagerInterface): StateManagerInterface {
  const seen: Pick<StateManagerInterface, 'getAccount' | 'getCode'> = {
    getAccount: (address) => state.getAccount(address),
    getCode: async (address) => {
      const code = await state.getCode(address);
      return beginsAsDelegation(code) && !delegateOf(code) ? new Uint8Array() : code;
    },
  };
  return seen as StateManagerInterface;
}
