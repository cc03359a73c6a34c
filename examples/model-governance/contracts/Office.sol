// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {IModelRegistry} from "@evm-ml/evm/contracts/interfaces/IModelRegistry.sol";

/// @title Holds the network's name for the two chambers
/// @notice The timelock installs versions that were voted in. A guardian may go back to the version before, once: using the
/// power ends it, until both chambers appoint a guardian anew.
contract Office {
    IModelRegistry private constant REGISTRY = IModelRegistry(0x4d4c000000000000000000000000000000000002);

    string public judge;
    address public immutable timelock;
    address public guardian;
    /// @notice The version that was latest before the one that is; 0 where there is none to go back to.
    uint32 public previous;

    /// @notice How often the name's latest version has changed in office. A candidate is bound to this number rather than
    /// to the version it has beaten: one that waits for its execution would otherwise undo a guardian's way back.
    uint32 public changes;

    event Installed(uint256 indexed version, bytes32 indexed modelId);
    event RolledBack(uint256 indexed from, uint256 indexed to, address indexed guardian, string reason);
    event GuardianAppointed(address indexed guardian);

    error NotTheTimelock(address timelock);
    error NotTheGuardian(address guardian);
    /// @notice Since the candidate was proposed the name has come to stand for something else; it must be tried anew.
    error StaleCandidate(uint256 change, uint256 changes);
    error NothingToGoBackTo();
    error NoReason();

    modifier onlyTimelock() {
        if (msg.sender != timelock) revert NotTheTimelock(timelock);
        _;
    }

    constructor(string memory judge_, address timelock_, address guardian_) {
        judge = judge_;
        timelock = timelock_;
        guardian = guardian_;
        emit GuardianAppointed(guardian_);
    }

    /// @notice Accepts the name, which its owner has offered to this contract. Anyone may ask for it.
    function takeOffice() external {
        ++changes;
        REGISTRY.acceptOwnership(judge);
    }

    /// @notice Makes a model the latest version, if nothing has changed since it was proposed.
    /// @param change What `changes` was then.
    function install(bytes32 modelId, uint32 change) external onlyTimelock returns (uint256 version) {
        if (change != changes) revert StaleCandidate(change, changes);
        ++changes;
        previous = latest();
        version = REGISTRY.publishLatest(judge, modelId);
        emit Installed(version, modelId);
    }

    /// @notice Number of the version that the name stands for.
    function latest() public view returns (uint32) {
        return REGISTRY.entryOf(judge).latest;
    }

    function appointGuardian(address guardian_) external onlyTimelock {
        guardian = guardian_;
        emit GuardianAppointed(guardian_);
    }

    /// @notice In an emergency: makes the version before latest again and deprecates the one that was. The caller is the
    /// guardian no longer.
    function rollBack(string calldata reason) external {
        if (msg.sender != guardian) revert NotTheGuardian(guardian);
        uint32 to = previous;
        if (to == 0) revert NothingToGoBackTo();
        // An empty reason would take advice against a version back.
        if (bytes(reason).length == 0) revert NoReason();
        guardian = address(0);
        previous = 0;
        ++changes;
        uint32 from = latest();
        REGISTRY.setLatest(judge, to);
        REGISTRY.deprecate(judge, from, reason);
        emit RolledBack(from, to, msg.sender, reason);
    }
}
