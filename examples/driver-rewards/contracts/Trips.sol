// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

/// @title A trip as a phone in the car records it, and as the network is asked about it
/// @notice A trip is 65 samples of five big-endian int32, 20 bytes each: position east and north on a local grid in cm,
/// speed in mm/s, acceleration in mm/s2, time in ms since the ride began. About ten seconds lie between two of them.
library Trips {
    uint256 internal constant SAMPLES = 65;
    uint256 internal constant SAMPLE_BYTES = 20;
    /// @dev Numbers that the network takes for each sample after the first one.
    uint256 internal constant NUMBERS = 7;

    /// @dev What no car and no phone gives. Beyond what the network's integers hold numbers are cut off, so that a jump
    /// of a hundred kilometres would look like a short one: such trips never reach it.
    int256 private constant LEAST_INTERVAL = 8_000; // ms
    int256 private constant MOST_INTERVAL = 12_000;
    /// @dev From the first sample of a trip to its last.
    uint256 internal constant MOST_SECONDS = (SAMPLES - 1) * uint256(MOST_INTERVAL) / 1_000;
    int256 private constant MOST_STEP = 60_000; // cm along an axis: 600 m in ten seconds
    int256 private constant MOST_SPEED = 60_000; // mm/s
    int256 private constant MOST_ACCELERATION = 15_000; // mm/s2

    struct Sample {
        int256 x;
        int256 y;
        int256 speed;
        int256 acceleration;
        int256 time;
    }

    error WrongLength(uint256 expected, uint256 given);
    /// @param index The sample, from 0.
    error ImpossibleSample(uint256 index);

    /// @notice The sample at an index; the trip must be long enough.
    function at(bytes calldata trip, uint256 index) internal pure returns (Sample memory sample) {
        uint256 word = uint256(bytes32(trip[index * SAMPLE_BYTES:(index + 1) * SAMPLE_BYTES]));
        sample.x = int32(uint32(word >> 224));
        sample.y = int32(uint32(word >> 192));
        sample.speed = int32(uint32(word >> 160));
        sample.acceleration = int32(uint32(word >> 128));
        sample.time = int32(uint32(word >> 96));
    }

    function requireLength(bytes calldata trip) internal pure {
        if (trip.length != SAMPLES * SAMPLE_BYTES) revert WrongLength(SAMPLES * SAMPLE_BYTES, trip.length);
    }

    /// @notice What the network is asked, in units of 1e-18: for each sample after the first one where it is from the
    /// first one on and from the one before, in metres, its speed, its acceleration, and the seconds since that one.
    function toSeries(bytes calldata trip) internal pure returns (int256[] memory series) {
        requireLength(trip);
        series = new int256[]((SAMPLES - 1) * NUMBERS);
        Sample memory first = at(trip, 0);
        if (first.time < 0) revert ImpossibleSample(0);
        Sample memory last = first;
        for (uint256 i = 1; i < SAMPLES; ++i) {
            Sample memory sample = at(trip, i);
            int256 dx = sample.x - last.x;
            int256 dy = sample.y - last.y;
            int256 interval = sample.time - last.time;
            if (
                interval < LEAST_INTERVAL || interval > MOST_INTERVAL || beyond(dx, MOST_STEP) || beyond(dy, MOST_STEP)
                    || sample.speed < 0 || sample.speed > MOST_SPEED || beyond(sample.acceleration, MOST_ACCELERATION)
            ) revert ImpossibleSample(i);
            uint256 row = (i - 1) * NUMBERS;
            series[row] = (sample.x - first.x) * 1e16;
            series[row + 1] = (sample.y - first.y) * 1e16;
            series[row + 2] = dx * 1e16;
            series[row + 3] = dy * 1e16;
            series[row + 4] = sample.speed * 1e15;
            series[row + 5] = sample.acceleration * 1e15;
            series[row + 6] = interval * 1e15;
            last = sample;
        }
    }

    function beyond(int256 number, int256 most) private pure returns (bool) {
        return number > most || number < -most;
    }
}
