// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Names of models
/// @notice A name (`org.domain.model`) has an owner and numbered versions, each a sealed model. The owner publishes
/// versions, says which is latest, may hand the name over, mark versions as deprecated, and freeze the name for
/// good. A published version never changes. The owner may be a contract, for instance a Governor.
interface IModelRegistry {
    /// @notice What is recorded of a name. PREDICT reads it from storage (rule P5).
    /// @param owner Who may publish; zero if the name is free.
    /// @param latest The version that the bare name stands for.
    /// @param count Number of versions; they are numbered from 1.
    /// @param frozen True if nothing about the name can change any more.
    struct Entry {
        address owner;
        uint32 latest;
        uint32 count;
        bool frozen;
    }

    /// @notice A name was taken. `VersionPublished` and `LatestChanged` follow.
    /// @param nameHash keccak256 of the name.
    /// @param owner Who took it.
    /// @param name The name.
    event NameRegistered(bytes32 indexed nameHash, address indexed owner, string name);
    /// @notice A version was published.
    /// @param nameHash keccak256 of the name.
    /// @param version Its number.
    /// @param modelId The sealed model.
    event VersionPublished(bytes32 indexed nameHash, uint256 indexed version, bytes32 indexed modelId);
    /// @notice The bare name stands for another version from now on.
    /// @param nameHash keccak256 of the name.
    /// @param version The version.
    event LatestChanged(bytes32 indexed nameHash, uint256 indexed version);
    /// @notice The owner offered the name to someone; the zero address withdraws the offer.
    /// @param nameHash keccak256 of the name.
    /// @param owner Who offers.
    /// @param pendingOwner To whom.
    event OwnershipTransferStarted(bytes32 indexed nameHash, address indexed owner, address indexed pendingOwner);
    /// @notice The offer was accepted.
    /// @param nameHash keccak256 of the name.
    /// @param previousOwner Who owned it.
    /// @param owner Who owns it now.
    event OwnershipTransferred(bytes32 indexed nameHash, address indexed previousOwner, address indexed owner);
    /// @notice Versions, latest and owner are fixed for ever.
    /// @param nameHash keccak256 of the name.
    event NameFrozen(bytes32 indexed nameHash);
    /// @notice The owner advises against a version. It still runs. An empty reason takes the advice back.
    /// @param nameHash keccak256 of the name.
    /// @param version The version.
    /// @param reason For people to read.
    event VersionDeprecated(bytes32 indexed nameHash, uint256 indexed version, string reason);

    /// @notice Names are two or more labels of `[a-z0-9-]`, 1 to 63 long, no dash at an end, 255 bytes in all.
    /// @param name The name.
    error InvalidName(string name);
    /// @notice The name belongs to `owner` already.
    /// @param name The name.
    /// @param owner Who owns it.
    error NameTaken(string name, address owner);
    /// @notice No one has registered this name.
    /// @param name The name.
    error NameUnknown(string name);
    /// @notice The name has versions 1 to `count`.
    /// @param name The name.
    /// @param version The version that was asked for.
    /// @param count How many there are.
    error VersionUnknown(string name, uint256 version, uint256 count);
    /// @notice Only the owner may do this.
    /// @param name The name.
    /// @param owner Who owns it.
    error NotOwner(string name, address owner);
    /// @notice Only the one to whom the name was offered may accept it.
    /// @param name The name.
    /// @param pendingOwner To whom it is offered, zero if to no one.
    error NotPendingOwner(string name, address pendingOwner);
    /// @notice The name is frozen.
    /// @param name The name.
    error Frozen(string name);
    /// @notice Nothing is sealed under this id; upload and seal the model first.
    /// @param modelId The id that was given.
    error ModelNotSealed(bytes32 modelId);

    /// @notice Takes a free name; the sender becomes its owner and `modelId` its version 1 and latest.
    /// @param name The name.
    /// @param modelId A sealed model.
    /// @return version 1.
    function register(string calldata name, bytes32 modelId) external returns (uint256 version);

    /// @notice Adds a version. `latest` stays where it is.
    /// @param name The name.
    /// @param modelId A sealed model.
    /// @return version The new version's number.
    function publish(string calldata name, bytes32 modelId) external returns (uint256 version);

    /// @notice Adds a version and makes it latest.
    /// @param name The name.
    /// @param modelId A sealed model.
    /// @return version The new version's number.
    function publishLatest(string calldata name, bytes32 modelId) external returns (uint256 version);

    /// @notice Makes the bare name stand for `version`, which may also be an older one.
    /// @param name The name.
    /// @param version A version of this name.
    function setLatest(string calldata name, uint256 version) external;

    /// @notice Offers the name to `newOwner`, who has to accept it. The zero address withdraws an offer.
    /// @param name The name.
    /// @param newOwner Who may accept; zero for no one.
    function transferOwnership(string calldata name, address newOwner) external;

    /// @notice Accepts a name that was offered to the sender.
    /// @param name The name.
    function acceptOwnership(string calldata name) external;

    /// @notice Fixes versions, latest and owner for ever. Deprecating stays possible.
    /// @param name The name.
    function freeze(string calldata name) external;

    /// @notice Advises against a version, with a reason for people. An empty reason takes the advice back.
    /// @param name The name.
    /// @param version A version of this name.
    /// @param reason For people to read; empty to take the advice back.
    function deprecate(string calldata name, uint256 version, string calldata reason) external;

    /// @notice The record of a name; all zero if it is free.
    /// @param name The name.
    /// @return entry Owner, latest, count, frozen.
    function entryOf(string calldata name) external view returns (Entry memory entry);

    /// @notice To whom the name is offered; zero if to no one.
    /// @param name The name.
    /// @return Who may accept.
    function pendingOwnerOf(string calldata name) external view returns (address);

    /// @notice The model of a version; version 0 stands for latest.
    /// @param name The name.
    /// @param version Its number, or 0 for latest.
    /// @return modelId The model's id.
    function modelOf(string calldata name, uint256 version) external view returns (bytes32 modelId);

    /// @notice Why a version is deprecated; empty if it is not.
    /// @param name The name.
    /// @param version Its number, or 0 for latest.
    /// @return reason The text that the owner gave.
    function deprecationOf(string calldata name, uint256 version) external view returns (string memory reason);

    /// @notice True if the text is a well-formed name.
    /// @param name The name.
    /// @return True if it could be registered.
    function isValidName(string calldata name) external pure returns (bool);
}
