// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Networks} from "@evm-ml/example-story/contracts/Networks.sol";
import {Payouts} from "@evm-ml/example-story/contracts/Payouts.sol";
import {IModelRegistry} from "@evm-ml/evm/contracts/interfaces/IModelRegistry.sol";
import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Fingerprints} from "./Fingerprints.sol";
import {Trips} from "./Trips.sol";

/// @title Pays drivers by what a neural network says of their trips
/// @notice A rider locks the fare of a ride. Its driver seals the trip, then shows it: the network judges how honest it
/// looks, in the same transaction, and the driver is owed that share of the fare, or nothing below one half. The rest is
/// the rider's. Everybody fetches what is theirs (`withdraw`).
contract DriverRewards is Payouts, Networks, Fingerprints {
    using Trips for bytes;

    enum State {
        None,
        Open,
        Judged,
        Reclaimed
    }

    /// @dev Times are seconds since 1970; `x`, `y` is where the ride begins, in cm on the grid of the trips.
    struct Ride {
        address rider;
        uint96 fare;
        address driver;
        uint64 began;
        State state;
        uint64 deadline;
        uint32 version;
        int32 x;
        int32 y;
        bytes32 seal;
        uint64 sealedAt;
    }

    IModelRegistry private constant REGISTRY = IModelRegistry(0x4d4c000000000000000000000000000000000002);
    /// @notice Shares of the fare are in units of 1e-18; below this one nothing is paid.
    uint256 public constant LEAST_SHARE = 0.5e18;
    /// @notice How far from the place that the rider named a trip may begin, cm along each axis.
    int256 public constant MOST_FROM_PICKUP = 10_000;
    /// @notice A ride may have begun so many seconds before it is paid for.
    uint256 public constant MOST_AGE = 1 days;
    /// @notice No deadline lies further away: until then the fare of a ride that nobody drives is locked.
    uint256 public constant MOST_WAIT = 7 days;
    /// @notice No trip takes longer.
    uint256 public constant MOST_RIDE = Trips.MOST_SECONDS;

    /// @notice The network's name. Each ride is judged by the version that its rider named, the latest one then.
    string public judge;
    /// @notice Seconds that a trip must have been sealed before it is shown. Whoever copies what is shown seals too late.
    uint64 public immutable sealSeconds;

    Ride[] private _rides;

    event Opened(uint256 indexed ride, address indexed rider, address indexed driver, uint256 fare, uint256 version);
    event Sealed(uint256 indexed ride, bytes32 seal);
    /// @param honest What the network says, in units of 1e-18.
    /// @param paid What the driver is owed; the rider is owed the rest.
    event Judged(uint256 indexed ride, uint256 honest, uint256 paid);
    event Reclaimed(uint256 indexed ride);

    error NoDriver();
    error NoFare();
    error BeganWrong(uint64 began);
    error DeadlineWrong(uint64 deadline);
    error JudgeUnknown(string judge);
    error JudgeDeprecated(string judge, uint256 version);
    error JudgeNotLatest(uint256 latest, uint256 given);
    error SealSecondsWrong(uint64 sealSeconds);
    error NotTheDriver(address driver);
    error NotTheRider(address rider);
    error NotOpen(uint256 ride, State state);
    error NotSealed(uint256 ride);
    error SealedTooLately(uint256 ride, uint256 readyAt);
    error TooLate(uint64 deadline);
    error TooEarly(uint64 deadline);
    error BeginsElsewhere(int256 x, int256 y);
    error EndsInTheFuture(uint256 end);

    constructor(string memory judge_, uint64 sealSeconds_) {
        // Without a while in between, whoever copies what is shown could seal it in time.
        if (sealSeconds_ == 0 || sealSeconds_ > 1 days) revert SealSecondsWrong(sealSeconds_);
        judge = judge_;
        sealSeconds = sealSeconds_;
    }

    /// @notice Locks the value as the fare of a ride, which may have begun already.
    /// @param began When the ride began; times of the trip count from here.
    /// @param x Where it begins, in cm on the grid of the trips.
    /// @param y As `x`.
    /// @param deadline The last second in which the driver may show the trip. It leaves time for the longest trip and its
    /// seal.
    /// @param version Of the judge, the latest one: who publishes another in between makes this fail, and does not choose
    /// who gets the fare.
    function open(address driver, uint64 began, int32 x, int32 y, uint64 deadline, uint32 version)
        external
        payable
        returns (uint256 id)
    {
        if (driver == address(0)) revert NoDriver();
        if (msg.value == 0) revert NoFare();
        if (began > block.timestamp || block.timestamp - began > MOST_AGE) revert BeganWrong(began);
        uint256 over = Math.max(block.timestamp, began + MOST_RIDE);
        if (deadline <= over + sealSeconds || deadline > block.timestamp + MOST_WAIT) revert DeadlineWrong(deadline);
        requireJudge(version);
        id = _rides.length;
        Ride storage ride = _rides.push();
        ride.rider = msg.sender;
        ride.fare = SafeCast.toUint96(msg.value);
        ride.driver = driver;
        ride.began = began;
        ride.state = State.Open;
        ride.deadline = deadline;
        ride.version = version;
        ride.x = x;
        ride.y = y;
        emit Opened(id, msg.sender, driver, msg.value, version);
    }

    /// @notice Seals a trip before it is shown: `seal` is what `sealOf` gives. A second seal replaces the first.
    function sealTrip(uint256 id, bytes32 seal) external {
        Ride storage ride = requireOpen(id);
        if (msg.sender != ride.driver) revert NotTheDriver(ride.driver);
        ride.seal = seal;
        ride.sealedAt = uint64(block.timestamp);
        emit Sealed(id, seal);
    }

    /// @notice Shows the trip that was sealed; the network judges it.
    /// @return paid What the driver is owed now.
    function show(uint256 id, bytes calldata trip, bytes32 salt) external returns (uint256 paid) {
        Ride storage ride = requireOpen(id);
        if (msg.sender != ride.driver) revert NotTheDriver(ride.driver);
        if (block.timestamp > ride.deadline) revert TooLate(ride.deadline);
        if (ride.seal != sealOf(id, trip, salt)) revert NotSealed(id);
        uint256 readyAt = uint256(ride.sealedAt) + sealSeconds;
        if (block.timestamp < readyAt) revert SealedTooLately(id, readyAt);
        int256[] memory series = trip.toSeries();
        requireOfRide(ride, trip);

        ride.state = State.Judged;
        uint256 honest = ask(ride.version, series);
        if (honest >= LEAST_SHARE) {
            requireNew(id, trip);
            paid = uint256(ride.fare) * honest / 1e18;
        }
        owe(ride.driver, paid);
        owe(ride.rider, ride.fare - paid);
        emit Judged(id, honest, paid);
    }

    /// @notice Gives the fare back after the deadline, when no trip was shown.
    function reclaim(uint256 id) external {
        Ride storage ride = requireOpen(id);
        if (msg.sender != ride.rider) revert NotTheRider(ride.rider);
        if (block.timestamp <= ride.deadline) revert TooEarly(ride.deadline);
        ride.state = State.Reclaimed;
        owe(ride.rider, ride.fare);
        emit Reclaimed(id);
    }

    /// @notice What seals a trip: bound to this contract, the ride and, with it, its driver. `salt` keeps it secret.
    function sealOf(uint256 id, bytes calldata trip, bytes32 salt) public view returns (bytes32) {
        return keccak256(abi.encode(address(this), id, keccak256(trip), salt));
    }

    function rideOf(uint256 id) external view returns (Ride memory) {
        return _rides[id];
    }

    function requireOpen(uint256 id) private view returns (Ride storage ride) {
        if (id >= _rides.length) revert NotOpen(id, State.None);
        ride = _rides[id];
        if (ride.state != State.Open) revert NotOpen(id, ride.state);
    }

    function requireJudge(uint32 version) private {
        uint32 latest = REGISTRY.entryOf(judge).latest;
        if (latest == 0) revert JudgeUnknown(judge);
        if (version != latest) revert JudgeNotLatest(latest, version);
        if (bytes(REGISTRY.deprecationOf(judge, version)).length > 0) revert JudgeDeprecated(judge, version);
        // One that no trip fits would leave the driver unpaid, whatever was driven.
        requireAnswers(refOf(version), (Trips.SAMPLES - 1) * Trips.NUMBERS, 1, 1);
    }

    /// @dev A trip of this ride begins where the rider was, and lies between the ride's beginning and now.
    function requireOfRide(Ride storage ride, bytes calldata trip) private view {
        Trips.Sample memory first = trip.at(0);
        int256 x = first.x - ride.x;
        int256 y = first.y - ride.y;
        int256 most = MOST_FROM_PICKUP;
        if (x > most || x < -most || y > most || y < -most) revert BeginsElsewhere(first.x, first.y);
        // Times grow from one sample to the next, from 0 on.
        uint256 end = uint256(ride.began) * 1_000 + uint256(trip.at(Trips.SAMPLES - 1).time);
        if (end > block.timestamp * 1_000) revert EndsInTheFuture(end);
    }

    /// @dev What a version of the network says, 0 to 1e18 whatever it answers.
    function ask(uint32 version, int256[] memory series) private view returns (uint256) {
        int256 answer = Predict.predict(refOf(version), series)[0];
        return answer <= 0 ? 0 : answer >= 1e18 ? 1e18 : uint256(answer);
    }

    function refOf(uint32 version) private view returns (string memory) {
        return string.concat(judge, "@", Strings.toString(version));
    }
}
