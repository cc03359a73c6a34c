// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IModelStore} from "./interfaces/IModelStore.sol";

/// @title Names of models (rules P4, P5)
/// @dev PREDICT reads slots 0 to 2 directly: their layout is part of consensus.
contract ModelRegistry is IModelRegistry {
    /// @dev Where models are sealed (rule P1).
    IModelStore private constant STORE = IModelStore(0x4D4C000000000000000000000000000000000001);

    /// @dev Slot 0: what is recorded of each name.
    mapping(bytes32 nameHash => Entry) private _entries;
    /// @dev Slot 1: the model of each version.
    mapping(bytes32 nameHash => mapping(uint256 version => bytes32 modelId)) private _versions;
    /// @dev Slot 2: the model that the bare name stands for, so that one slot resolves it.
    mapping(bytes32 nameHash => bytes32 modelId) private _latest;
    /// @dev To whom names are offered.
    mapping(bytes32 nameHash => address) private _pendingOwners;
    /// @dev Why versions are deprecated.
    mapping(bytes32 nameHash => mapping(uint256 version => string reason)) private _deprecations;

    /// @inheritdoc IModelRegistry
    function register(string calldata name, bytes32 modelId) external returns (uint256 version) {
        if (!isValidName(name)) revert InvalidName(name);
        bytes32 nameHash = keccak256(bytes(name));
        Entry storage entry = _entries[nameHash];
        if (entry.owner != address(0)) revert NameTaken(name, entry.owner);
        entry.owner = msg.sender;
        emit NameRegistered(nameHash, msg.sender, name);
        version = _publish(nameHash, entry, modelId);
        _setLatest(nameHash, entry, version);
    }

    /// @inheritdoc IModelRegistry
    function publish(string calldata name, bytes32 modelId) external returns (uint256 version) {
        (bytes32 nameHash, Entry storage entry) = _change(name);
        return _publish(nameHash, entry, modelId);
    }

    /// @inheritdoc IModelRegistry
    function publishLatest(string calldata name, bytes32 modelId) external returns (uint256 version) {
        (bytes32 nameHash, Entry storage entry) = _change(name);
        version = _publish(nameHash, entry, modelId);
        _setLatest(nameHash, entry, version);
    }

    /// @inheritdoc IModelRegistry
    function setLatest(string calldata name, uint256 version) external {
        (bytes32 nameHash, Entry storage entry) = _change(name);
        _requireVersion(name, entry, version);
        _setLatest(nameHash, entry, version);
    }

    /// @inheritdoc IModelRegistry
    function transferOwnership(string calldata name, address newOwner) external {
        (bytes32 nameHash,) = _change(name);
        _pendingOwners[nameHash] = newOwner;
        emit OwnershipTransferStarted(nameHash, msg.sender, newOwner);
    }

    /// @inheritdoc IModelRegistry
    function acceptOwnership(string calldata name) external {
        bytes32 nameHash = keccak256(bytes(name));
        Entry storage entry = _entries[nameHash];
        address pending = _pendingOwners[nameHash];
        if (msg.sender != pending) revert NotPendingOwner(name, pending);
        if (entry.frozen) revert Frozen(name);
        delete _pendingOwners[nameHash];
        emit OwnershipTransferred(nameHash, entry.owner, pending);
        entry.owner = pending;
    }

    /// @inheritdoc IModelRegistry
    function freeze(string calldata name) external {
        (bytes32 nameHash, Entry storage entry) = _change(name);
        delete _pendingOwners[nameHash];
        entry.frozen = true;
        emit NameFrozen(nameHash);
    }

    /// @inheritdoc IModelRegistry
    function deprecate(string calldata name, uint256 version, string calldata reason) external {
        (bytes32 nameHash, Entry storage entry) = _owned(name);
        _requireVersion(name, entry, version);
        _deprecations[nameHash][version] = reason;
        emit VersionDeprecated(nameHash, version, reason);
    }

    /// @inheritdoc IModelRegistry
    function entryOf(string calldata name) external view returns (Entry memory entry) {
        return _entries[keccak256(bytes(name))];
    }

    /// @inheritdoc IModelRegistry
    function pendingOwnerOf(string calldata name) external view returns (address) {
        return _pendingOwners[keccak256(bytes(name))];
    }

    /// @inheritdoc IModelRegistry
    function modelOf(string calldata name, uint256 version) external view returns (bytes32 modelId) {
        (bytes32 nameHash, uint256 number) = _versionOf(name, version);
        return _versions[nameHash][number];
    }

    /// @inheritdoc IModelRegistry
    function deprecationOf(string calldata name, uint256 version) external view returns (string memory reason) {
        (bytes32 nameHash, uint256 number) = _versionOf(name, version);
        return _deprecations[nameHash][number];
    }

    /// @inheritdoc IModelRegistry
    function isValidName(string calldata name) public pure returns (bool) {
        bytes calldata text = bytes(name);
        if (text.length > 255) return false;
        uint256 labels = 1;
        uint256 start = 0; // of the current label
        for (uint256 i = 0; i <= text.length; ++i) {
            bool end = i == text.length;
            if (end || text[i] == ".") {
                uint256 length = i - start;
                if (length == 0 || length > 63 || text[start] == "-" || text[i - 1] == "-") return false;
                if (!end) ++labels;
                start = i + 1;
            } else if (!((text[i] >= "a" && text[i] <= "z") || (text[i] >= "0" && text[i] <= "9") || text[i] == "-")) {
                return false;
            }
        }
        return labels >= 2;
    }

    /// @dev The entry of a name that the sender owns.
    function _owned(string calldata name) private view returns (bytes32 nameHash, Entry storage entry) {
        nameHash = keccak256(bytes(name));
        entry = _entries[nameHash];
        if (entry.owner == address(0)) revert NameUnknown(name);
        if (entry.owner != msg.sender) revert NotOwner(name, entry.owner);
    }

    /// @dev The entry of a name that the sender may change.
    function _change(string calldata name) private view returns (bytes32 nameHash, Entry storage entry) {
        (nameHash, entry) = _owned(name);
        if (entry.frozen) revert Frozen(name);
    }

    /// @dev Adds a version to a name that the sender owns.
    function _publish(bytes32 nameHash, Entry storage entry, bytes32 modelId) private returns (uint256 version) {
        if (!STORE.isSealed(modelId)) revert ModelNotSealed(modelId);
        version = ++entry.count;
        _versions[nameHash][version] = modelId;
        emit VersionPublished(nameHash, version, modelId);
    }

    /// @dev Makes the bare name stand for a version that exists.
    function _setLatest(bytes32 nameHash, Entry storage entry, uint256 version) private {
        entry.latest = uint32(version);
        _latest[nameHash] = _versions[nameHash][version];
        emit LatestChanged(nameHash, version);
    }

    /// @dev Versions are numbered from 1 without gaps.
    function _requireVersion(string calldata name, Entry storage entry, uint256 version) private view {
        if (version == 0 || version > entry.count) revert VersionUnknown(name, version, entry.count);
    }

    /// @dev Resolves version 0 to latest; reverts for names and versions that do not exist.
    function _versionOf(string calldata name, uint256 version) private view returns (bytes32 nameHash, uint256 number) {
        nameHash = keccak256(bytes(name));
        Entry storage entry = _entries[nameHash];
        if (entry.owner == address(0)) revert NameUnknown(name);
        number = version == 0 ? entry.latest : version;
        _requireVersion(name, entry, number);
    }
}
