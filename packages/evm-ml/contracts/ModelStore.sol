// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IModelStore} from "./interfaces/IModelStore.sol";

/// @title Content-addressed store of models and their origins (rules P2, P3, F8, F9)
/// @dev Has no storage: CREATE2 proves which bytes lie at an address, so code at it is all there is to know.
contract ModelStore is IModelStore {
    /// @dev A chunk's code is STOP and the chunk; together they fill the 24,576 bytes of EIP-170.
    uint256 private constant CHUNK_LENGTH = 24_575;
    /// @dev A manifest before its body: STOP, uint32 length, bytes32 origin.
    uint256 private constant MANIFEST_HEAD = 37;
    /// @dev Content of at most so many bytes lies in its manifest.
    uint256 private constant INLINE_LENGTH = 24_576 - MANIFEST_HEAD;
    /// @dev What any chain's runtime reads at most (rule F10).
    uint256 private constant MAX_LENGTH = 256 * 1024 * 1024;
    /// @dev Hashes that fit into a manifest's body.
    uint256 private constant MANIFEST_HASHES = INLINE_LENGTH / 32;
    /// @dev Hashes that fit into an index chunk.
    uint256 private constant INDEX_HASHES = CHUNK_LENGTH / 32;
    /// @dev Different salts keep a chunk from posing as a manifest.
    bytes32 private constant CHUNK_SALT = bytes32(0);
    /// @dev See CHUNK_SALT.
    bytes32 private constant MANIFEST_SALT = bytes32(uint256(1));

    /// @inheritdoc IModelStore
    function uploadChunks(bytes[] calldata chunks) external returns (bytes32[] memory chunkHashes) {
        chunkHashes = new bytes32[](chunks.length);
        for (uint256 i = 0; i < chunks.length; ++i) {
            uint256 length = chunks[i].length;
            if (length == 0 || length > CHUNK_LENGTH) revert InvalidChunkLength(i, length);
            (bytes32 hash, address chunk, bool created) = _store(abi.encodePacked(hex"00", chunks[i]), CHUNK_SALT);
            chunkHashes[i] = hash;
            if (created) emit ChunkStored(hash, chunk, length);
        }
    }

    /// @inheritdoc IModelStore
    function sealContent(bytes calldata content, bytes32 originId) external returns (bytes32 id) {
        if (content.length == 0 || content.length > INLINE_LENGTH) revert InvalidLength(content.length);
        return _seal(abi.encodePacked(hex"00", uint32(content.length), originId, content), content.length, originId, 0);
    }

    /// @inheritdoc IModelStore
    function sealChunks(uint32 length, bytes32[] calldata chunkHashes, bytes32 originId) external returns (bytes32 id) {
        uint256 count = _chunkCount(length);
        if (length <= INLINE_LENGTH || count > MANIFEST_HASHES) revert InvalidLength(length);
        if (chunkHashes.length != count) revert WrongChunkCount(count, chunkHashes.length);
        for (uint256 i = 0; i < count; ++i) _expectChunk(i, chunkHashes[i], _chunkLength(length, i));
        return _seal(abi.encodePacked(hex"00", length, originId, chunkHashes), length, originId, count);
    }

    /// @inheritdoc IModelStore
    function sealIndex(uint32 length, bytes32[] calldata indexHashes, bytes32 originId) external returns (bytes32 id) {
        uint256 count = _chunkCount(length);
        if (count <= MANIFEST_HASHES || length > MAX_LENGTH) revert InvalidLength(length);
        uint256 indexCount = (count + INDEX_HASHES - 1) / INDEX_HASHES;
        if (indexHashes.length != indexCount) revert WrongChunkCount(indexCount, indexHashes.length);
        bytes32[] memory buffer = new bytes32[](INDEX_HASHES);
        for (uint256 i = 0; i < indexCount; ++i) _expectListed(length, i, indexHashes[i], buffer);
        return _seal(abi.encodePacked(hex"00", length, originId, indexHashes), length, originId, count);
    }

    /// @inheritdoc IModelStore
    function isSealed(bytes32 id) public view returns (bool) {
        return manifestAddress(id).code.length != 0;
    }

    /// @inheritdoc IModelStore
    function originOf(bytes32 id) external view returns (bytes32 originId) {
        address manifest = manifestAddress(id);
        if (manifest.code.length == 0) revert NotSealed(id);
        assembly ("memory-safe") {
            extcodecopy(manifest, 0, 5, 32) // behind STOP and length
            originId := mload(0)
        }
    }

    /// @inheritdoc IModelStore
    function hasChunk(bytes32 chunkHash) public view returns (bool) {
        return chunkAddress(chunkHash).code.length != 0;
    }

    /// @inheritdoc IModelStore
    function hasChunks(bytes32[] calldata chunkHashes) external view returns (bool[] memory stored) {
        stored = new bool[](chunkHashes.length);
        for (uint256 i = 0; i < chunkHashes.length; ++i) stored[i] = hasChunk(chunkHashes[i]);
    }

    /// @inheritdoc IModelStore
    function chunkAddress(bytes32 chunkHash) public view returns (address) {
        return _address(CHUNK_SALT, chunkHash);
    }

    /// @inheritdoc IModelStore
    function manifestAddress(bytes32 id) public view returns (address) {
        return _address(MANIFEST_SALT, id);
    }

    /// @dev How many chunks content of this length has.
    function _chunkCount(uint32 length) private pure returns (uint256) {
        return (uint256(length) + CHUNK_LENGTH - 1) / CHUNK_LENGTH;
    }

    /// @dev Bytes of chunk `i` of content of this length.
    function _chunkLength(uint32 length, uint256 i) private pure returns (uint256) {
        uint256 left = uint256(length) - i * CHUNK_LENGTH;
        return left < CHUNK_LENGTH ? left : CHUNK_LENGTH;
    }

    /// @dev Sees that chunk `i` is stored and has so many bytes.
    function _expectChunk(uint256 i, bytes32 hash, uint256 length) private view returns (address chunk) {
        chunk = chunkAddress(hash);
        uint256 size = chunk.code.length;
        if (size == 0) revert MissingChunk(i, hash);
        if (size - 1 != length) revert WrongChunkLength(i, length, size - 1);
    }

    /// @dev Sees that index chunk `i` of content of this length is stored, and all chunks that it lists.
    function _expectListed(uint32 length, uint256 i, bytes32 indexHash, bytes32[] memory buffer) private view {
        uint256 first = i * INDEX_HASHES;
        uint256 left = _chunkCount(length) - first;
        uint256 count = left < INDEX_HASHES ? left : INDEX_HASHES;
        address index = _expectChunk(i, indexHash, 32 * count);
        assembly ("memory-safe") {
            extcodecopy(index, add(buffer, 32), 1, mul(count, 32)) // behind STOP
        }
        for (uint256 j = 0; j < count; ++j) _expectChunk(first + j, buffer[j], _chunkLength(length, first + j));
    }

    /// @dev Puts a manifest on chain unless it is there.
    function _seal(bytes memory manifest, uint256 length, bytes32 originId, uint256 chunks) private returns (bytes32 id) {
        if (originId != bytes32(0) && !isSealed(originId)) revert NotSealed(originId);
        address location;
        bool created;
        (id, location, created) = _store(manifest, MANIFEST_SALT);
        if (created) emit Sealed(id, originId, location, length, chunks);
    }

    /// @dev Puts `code` on chain unless it is there. `hash` is that of its init code (rule F9).
    function _store(bytes memory code, bytes32 salt) private returns (bytes32 hash, address location, bool created) {
        bytes memory init = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        hash = keccak256(init);
        location = _address(salt, hash);
        if (location.code.length == 0) {
            address deployed;
            assembly ("memory-safe") {
                deployed := create2(0, add(init, 32), mload(init), salt)
            }
            if (deployed != location) revert CreateFailed(hash);
            created = true;
        }
    }

    /// @dev The address of CREATE2 (EIP-1014).
    function _address(bytes32 salt, bytes32 hash) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), salt, hash)))));
    }
}
