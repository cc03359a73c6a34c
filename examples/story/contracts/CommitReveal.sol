// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Values that are promised first and shown later
/// @notice A seal is a hash of the value, a salt that keeps it from being guessed, and all that it is bound to: chain,
/// contract, topic and account. Whoever copies a seal out of the pool has a seal that only its author could open.
abstract contract CommitReveal {
    struct Seal {
        bytes32 hash;
        uint64 order;
    }

    mapping(bytes32 topic => mapping(address account => Seal)) private _seals;
    mapping(bytes32 topic => uint64) private _orders;

    error NotSealed(bytes32 topic, address account);
    error EmptySeal();

    /// @notice What seals a value.
    /// @param topic What the value is for: a seal opens nothing under another topic.
    /// @param account Who promises.
    /// @param value The value, or a hash of it.
    /// @param salt 32 random bytes. A value that is random itself needs none.
    function sealOf(bytes32 topic, address account, bytes32 value, bytes32 salt) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), topic, account, value, salt));
    }

    /// @dev Notes the caller's seal in place of an earlier one. `order` counts from 1 and tells who of a topic sealed first;
    /// who replaces a seal goes to the end. Until when this may be done is the contract's own matter, as is that nothing
    /// can be shown before.
    function seal(bytes32 topic, bytes32 hash) internal returns (uint64 order) {
        if (hash == 0) revert EmptySeal();
        order = ++_orders[topic];
        _seals[topic][msg.sender] = Seal(hash, order);
    }

    /// @dev Opens the caller's seal, once.
    function unseal(bytes32 topic, bytes32 value, bytes32 salt) internal returns (uint64 order) {
        Seal memory given = _seals[topic][msg.sender];
        requireSealed(given.hash, topic, msg.sender, value, salt);
        delete _seals[topic][msg.sender];
        return given.order;
    }

    /// @dev True if the account's seal of a topic waits to be opened.
    function hasSealed(bytes32 topic, address account) internal view returns (bool) {
        return _seals[topic][account].hash != 0;
    }

    /// @dev For seals that the contract keeps itself.
    function requireSealed(bytes32 hash, bytes32 topic, address account, bytes32 value, bytes32 salt) internal view {
        if (hash != sealOf(topic, account, value, salt)) revert NotSealed(topic, account);
    }
}
