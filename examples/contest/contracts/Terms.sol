// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Rows} from "./Rows.sol";

/// @param features Numbers of a row.
/// @param width Bytes of each, 1 to 4.
/// @param unit What one step of a number stands for, in units of 1e-18.
/// @param classes A network has so many outputs, of which the largest is its answer, or, of two classes, one output,
/// which is at least one half for class 1.
/// @param groupRows Rows of each group.
/// @param testGroups Groups that test.
/// @param threshold Right answers of which the winner needs more.
/// @param giveSeconds For giving seeds, from now on.
/// @param showSeconds For showing them, from then on.
/// @param drawSeconds For the organiser's seed and all training groups, from then on.
/// @param sealSeconds For sealing networks, from then on, and before, as soon as all training groups were shown.
/// @param revealSeconds For showing them, from then on.
/// @param testSeconds For the test groups, from then on.
/// @param evaluateSeconds For the evaluation, from then on, and before, as soon as all test groups were shown.
struct Terms {
    uint16 features;
    uint8 width;
    uint64 unit;
    uint8 classes;
    uint16 groupRows;
    uint8 testGroups;
    uint32 threshold;
    uint32 giveSeconds;
    uint32 showSeconds;
    uint32 drawSeconds;
    uint32 sealSeconds;
    uint32 revealSeconds;
    uint32 testSeconds;
    uint32 evaluateSeconds;
}

/// @dev The last second of each part, since 1970.
struct Times {
    uint64 giveUntil;
    uint64 showUntil;
    uint64 drawUntil;
    uint64 sealUntil;
    uint64 revealUntil;
    uint64 testUntil;
    uint64 evaluateUntil;
}

/// @title What an organiser promises: data, threshold, and when each part ends
library TermsLibrary {
    /// @dev Features that a row may have: what a transaction can hand to PREDICT beside the network's own work.
    uint256 private constant MOST_FEATURES = 4_096;
    /// @dev Bytes that a group's rows may take: what the store seals in one piece. More could never be shown.
    uint256 private constant MOST_GROUP_BYTES = 24_539;
    /// @dev Groups that a contest may have.
    uint256 private constant MOST_GROUPS = 256;

    error TermsWrong();
    error GroupsWrong(uint256 groups);

    /// @notice Refuses terms that cannot be kept, or in which people could not be quick enough.
    /// @param groups How many groups the organiser commits to.
    /// @param leastSeconds That each part lasts.
    function requireSense(Terms calldata terms, uint256 groups, uint32 leastSeconds) internal pure {
        if (
            terms.features == 0 || terms.features > MOST_FEATURES || terms.width == 0 || terms.width > 4
                || terms.unit == 0 || terms.classes < 2 || terms.groupRows == 0
                || terms.threshold >= uint256(terms.testGroups) * terms.groupRows || terms.giveSeconds < leastSeconds
                || terms.showSeconds < leastSeconds || terms.drawSeconds < leastSeconds
                || terms.sealSeconds < leastSeconds || terms.revealSeconds < leastSeconds
                || terms.testSeconds < leastSeconds || terms.evaluateSeconds < leastSeconds
        ) revert TermsWrong();
        if (terms.groupRows * (uint256(terms.features) * terms.width + 1) > MOST_GROUP_BYTES) revert TermsWrong();
        if (groups > MOST_GROUPS || terms.testGroups >= groups) revert GroupsWrong(groups);
    }

    /// @notice All deadlines, each from the one before: whoever made a part begin could make it short, by a block whose time
    /// is long past.
    /// @param start When the contest is opened, in seconds since 1970.
    function timesFrom(Terms calldata terms, uint64 start) internal pure returns (Times memory times) {
        times.giveUntil = start + terms.giveSeconds;
        times.showUntil = times.giveUntil + terms.showSeconds;
        times.drawUntil = times.showUntil + terms.drawSeconds;
        times.sealUntil = times.drawUntil + terms.sealSeconds;
        times.revealUntil = times.sealUntil + terms.revealSeconds;
        times.testUntil = times.revealUntil + terms.testSeconds;
        times.evaluateUntil = times.testUntil + terms.evaluateSeconds;
    }

    /// @notice How rows lie in the store.
    function shape(Terms memory terms) internal pure returns (Rows.Shape memory) {
        return Rows.Shape(terms.features, terms.width, terms.unit);
    }
}
