// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

/// @title Rows of data that were committed to, worked through in batches over several transactions
/// @notice A sheet is the Merkle root of its batches. Whoever has the rows may hand in any batch, in any order, each once
/// for a run; nobody can swap, drop or repeat rows. A row is a list of big-endian int32.
abstract contract RowBatches {
    using BitMaps for BitMaps.BitMap;

    /// @param root Merkle root of the batches' leaves (see `leafOf`), each in its place: a root has one leaf for each index.
    /// @param rows How many rows, at least one.
    /// @param rowsPerBatch How many a batch has; the last one may have fewer.
    /// @param columns Numbers in a row.
    struct Sheet {
        bytes32 root;
        uint32 rows;
        uint32 rowsPerBatch;
        uint32 columns;
    }

    /// @param index Number of the batch, from 0.
    /// @param salt What keeps rows secret that could be guessed; its author's choice.
    /// @param rows The rows' bytes.
    /// @param proof From the leaf to the root.
    struct Batch {
        uint256 index;
        bytes32 salt;
        bytes rows;
        bytes32[] proof;
    }

    mapping(bytes32 run => BitMaps.BitMap) private _done;
    mapping(bytes32 run => uint256) private _count;

    error EmptySheet();
    error NoSuchBatch(uint256 index, uint256 batches);
    error WrongBatchLength(uint256 expected, uint256 given);
    error NotOfSheet(uint256 index);
    error DoneAlready(uint256 index);

    /// @notice The leaf of a batch: bound to its place, hashed twice so that no inner node can pose as one.
    function leafOf(uint256 index, bytes32 salt, bytes calldata rows) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, salt, keccak256(rows)))));
    }

    /// @notice Batches of a sheet.
    function batchesOf(Sheet memory sheet) public pure returns (uint256) {
        return (uint256(sheet.rows) + sheet.rowsPerBatch - 1) / sheet.rowsPerBatch;
    }

    /// @dev Reverts for sheets that no rows can fill.
    function requireSheet(Sheet memory sheet) internal pure {
        if (sheet.root == 0 || sheet.rows == 0 || sheet.rowsPerBatch == 0 || sheet.columns == 0) revert EmptySheet();
    }

    /// @dev Checks that a batch belongs to the sheet and notes it as done in this run.
    function takeBatch(bytes32 run, Sheet memory sheet, Batch calldata batch) internal {
        uint256 batches = batchesOf(sheet);
        if (batch.index >= batches) revert NoSuchBatch(batch.index, batches);
        uint256 left = sheet.rows - batch.index * sheet.rowsPerBatch;
        uint256 rows = left < sheet.rowsPerBatch ? left : sheet.rowsPerBatch;
        uint256 length = rows * sheet.columns * 4;
        if (batch.rows.length != length) revert WrongBatchLength(length, batch.rows.length);
        bytes32 leaf = leafOf(batch.index, batch.salt, batch.rows);
        if (rootOf(leaf, batch.index, batches, batch.proof) != sheet.root) revert NotOfSheet(batch.index);
        if (_done[run].get(batch.index)) revert DoneAlready(batch.index);
        _done[run].set(batch.index);
        ++_count[run];
    }

    /// @dev The root of a tree with so many leaves, of which this one lies at `index`; zero for a proof of another length.
    /// Left and right follow from the index: in a tree whose pairs are sorted, its author could have put many leaves with
    /// the same index, and choose among them later. Who is left over in a row goes up as it is.
    function rootOf(bytes32 leaf, uint256 index, uint256 leaves, bytes32[] calldata proof)
        private
        pure
        returns (bytes32 node)
    {
        node = leaf;
        uint256 used = 0;
        for (; leaves > 1; leaves = (leaves + 1) / 2) {
            if ((index ^ 1) < leaves) {
                if (used == proof.length) return 0;
                bytes32 sibling = proof[used++];
                node = keccak256(index & 1 == 0 ? bytes.concat(node, sibling) : bytes.concat(sibling, node));
            }
            index >>= 1;
        }
        if (used != proof.length) return 0;
    }

    /// @dev True once all batches of the sheet were taken in this run.
    function isComplete(bytes32 run, Sheet memory sheet) internal view returns (bool) {
        return _count[run] == batchesOf(sheet);
    }

    /// @dev How many batches were taken in this run.
    function countOf(bytes32 run) internal view returns (uint256) {
        return _count[run];
    }

    /// @dev Splits rows whose last column is what the network should answer: its inputs, row after row, and the targets.
    /// @param unit What one of the rows' integers is, in units of 1e-18.
    function splitRows(bytes calldata rows, uint256 columns, int256 unit)
        internal
        pure
        returns (int256[] memory inputs, int256[] memory targets)
    {
        uint256 count = rows.length / (4 * columns);
        inputs = new int256[](count * (columns - 1));
        targets = new int256[](count);
        // Thousands of numbers: the compiler's slices take five times the gas. Both arrays were made for them.
        assembly ("memory-safe") {
            let from := rows.offset
            let to := add(inputs, 32)
            for { let row := 0 } lt(row, count) { row := add(row, 1) } {
                let end := add(from, mul(4, sub(columns, 1)))
                for {} lt(from, end) {} {
                    mstore(to, mul(signextend(3, shr(224, calldataload(from))), unit))
                    from := add(from, 4)
                    to := add(to, 32)
                }
                mstore(add(add(targets, 32), mul(32, row)), mul(signextend(3, shr(224, calldataload(from))), unit))
                from := add(from, 4)
            }
        }
    }
}
